import Attributes
import AudienceModel
import Essentials
import JSONCoding

extension JSONWriter {
    /// Writes an import: its plan, progress and result.
    mutating func importJob(_ job: ImportJob) {
        object { writer in
            writer.member("id", plain: job.id.hexDigits)
            writer.member("datasource", plain: job.dataSource.hexDigits)
            writer.plan(job.plan)
            writer.member("state", job.state.rawValue)
            writer.member("bytesReceived", job.bytesReceived)
            writer.member("bytesRead", job.progress.bytesRead)
            writer.member("row", job.progress.row)
            writer.member("rowsRead", job.progress.rowsRead)
            writer.member("rowsAccepted", job.progress.rowsAccepted)
            writer.member("rowsRefused", job.progress.rowsRefused)
            writer.member("problems", job.progress.problems)
            writer.member("problemsKept", min(job.progress.problems, ImportLimits.problems))
            writer.key("columns")
            writer.array { for name in job.header?.columns ?? [] { $0.string(name) } }
            writer.key("ignoredColumns")
            writer.array { for name in job.ignoredColumns { $0.string(name) } }
            writer.key("columnTypes")
            writer.object { writer in
                for (column, bits) in job.columnTypes.sorted(by: { $0.key < $1.key }) {
                    writer.key(text: column)
                    writer.string(TextTypes(rawValue: bits).dataType.rawValue)
                }
            }
            writer.member("failure", job.failure)
            writer.key("rowsPerSecond")
            if let rate = job.rowsPerSecond { writer.number(rate.rounded()) } else { writer.null() }
            writer.member("secondsLeft", job.timeLeft.map { Int(($0 / .seconds(1)).rounded()) })
            writer.member("createdAt", plain: job.createdAt.iso8601Bytes)
            writer.member("updatedAt", plain: job.updatedAt.iso8601Bytes)
            writer.member("startedAt", plain: job.startedAt?.iso8601Bytes)
            writer.member("endedAt", plain: job.endedAt?.iso8601Bytes)
        }
    }

    private mutating func plan(_ plan: ImportPlan) {
        member("kind", plan.stream.rawValue)
        member("format", plan.format.rawValue)
        member("delimiter", plan.delimiter.map { String($0) })
        key("mapping")
        object { writer in
            for target in plan.mapping {
                writer.key(text: target.column)
                writer.string(target.field)
            }
        }
        member("dryRun", plan.isDryRun)
        member("size", plan.size)
        member("fingerprint", plan.fingerprint)
    }
}
