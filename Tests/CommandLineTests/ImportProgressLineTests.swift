import AccountsModel
import Attributes
import AudienceModel
import Essentials
import Testing

@testable import heliograph

@Suite struct ImportProgressLineTests {
    private static func job(_ change: (inout ImportJob) -> Void) -> ImportJob {
        var job = ImportJob(
            id: ObjectID(high: 1, low: 1),
            project: ProjectID(1),
            dataSource: ObjectID(high: 1, low: 2),
            plan: ImportPlan(.contacts, .csv, size: 1000),
            actor: "test",
            createdAt: Timestamp(seconds: 0)
        )
        change(&job)
        return job
    }

    @Test func `rows, rate and time left are shown`() {
        let job = Self.job { job in
            job.progress.bytesRead = 250
            job.progress.rowsRead = 12_345
            job.progress.rowsRefused = 1_000
            job.progress.worked = .seconds(2)
        }
        #expect(
            ImportProgressLine.text(job, hasBar: true)
                == "[######..................]  25 %  12,345 rows  1,000 refused  6,172 rows/s"
                + "  0:06 left"
        )
        #expect(
            ImportProgressLine.text(job, hasBar: false)
                == "25 %  12,345 rows  1,000 refused  6,172 rows/s  0:06 left"
        )
    }

    @Test func `what nobody knows is not shown`() {
        let fresh = Self.job { $0.progress.rowsRead = 0 }
        #expect(ImportProgressLine.text(fresh, hasBar: false) == "0 %  0 rows")
        let done = Self.job { job in
            job.state = .done
            job.bytesReceived = 0
        }
        #expect(ImportProgressLine.text(done, hasBar: false) == "100 %  0 rows")
    }

    @Test(arguments: [
        (0, "0:00"), (59, "0:59"), (60, "1:00"), (3599, "59:59"), (3600, "1:00:00"),
        (36_061, "10:01:01"),
    ])
    func `time is minutes and seconds, or hours as well`(seconds: Int, text: String) {
        #expect(ImportProgressLine.time(.seconds(seconds)) == text)
    }

    @Test(arguments: [(0, "0"), (999, "999"), (1000, "1,000"), (1_234_567, "1,234,567")])
    func `numbers have groups of three digits`(number: Int, text: String) {
        #expect(number.grouped == text)
    }
}
