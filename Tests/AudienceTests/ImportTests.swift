import AccountsModel
import Attributes
import Audience
import AudienceModel
import Essentials
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(5))) struct ImportTests {
    private static let file = """
        Id,_first_name,Mail,Plan,_phone_mobile
        U-1,Ada,ADA@example.com,pro,600000001
        U-2,Bob,no address,pro,600000002
        U-3,"Carl ""C"" Diaz",carl@example.com,"",600000003
        U-4,Dan
        ,Eve,eve@example.com,free,

        U-6,Fay,,free,12
        """

    private static let plan = ImportPlan(
        .contacts,
        .csv,
        mapping: [
            .init(column: "Id", field: "_user_id"), .init(column: "Mail", field: "_email"),
            .init(column: "Plan", field: "plan"),
        ]
    )

    @Test(arguments: TestStore.allCases)
    func `good rows become contacts, and bad ones are told by row and column`(
        kind: TestStore
    ) async throws {
        try await AudienceWorld.with(kind) { world in
            let crm = try await world.source()
            let job = try await world.load(Self.file, Self.plan, into: crm, piece: 7)
            #expect(job.state == .done)
            #expect(job.progress.rowsRead == 6)
            #expect(job.progress.rowsAccepted == 2)
            #expect(job.progress.rowsRefused == 4)
            #expect(job.progress.bytesRead == Self.file.utf8.count)
            #expect(job.header?.columns == ["Id", "_first_name", "Mail", "Plan", "_phone_mobile"])
            let ada = try #require(try await world.contact("U-1"))
            #expect(ada.values["_email"] == .text("ada@example.com"))
            #expect(ada.values["_phone_mobile"] == .text("+34600000001"))
            #expect(ada.values["plan"] == .text("pro"))
            let carl = try #require(try await world.contact("U-3"))
            #expect(carl.values["_first_name"] == .text("Carl \"C\" Diaz"))
            #expect(carl.values["plan"] == nil)
            let problems = try await world.service.imports.problems(of: job)
            #expect(
                problems.map(\.brief) == [
                    "3 Mail email.invalid", "5  row.ragged", "6 Id field.missing",
                    "8 _phone_mobile phone.invalid",
                ]
            )
            #expect(problems.map(\.number) == [1, 2, 3, 4])
            #expect(problems[1].excerpt == "U-4,Dan")
            #expect(try await world.service.imports.problems(of: job, after: 3).count == 1)
            let kept = try await world.service.quarantine.items(of: crm)
            #expect(kept.count == 3, "what can be repaired lies in the quarantine")
            #expect(world.observer.failures.withLock { $0 } == [])
        }
    }

    @Test(arguments: TestStore.allCases)
    func `columns without a meaning are left out and told`(kind: TestStore) async throws {
        try await AudienceWorld.with(kind) { world in
            let crm = try await world.source()
            let text = "_user_id;color;First Name;size\nU-1;red;Ada;9\n"
            let plain = try await world.load(text, ImportPlan(.contacts, .csv), into: crm)
            #expect(plain.state == .done)
            #expect(plain.header?.delimiter == ";")
            #expect(plain.ignoredColumns == ["color", "First Name", "size"])
            var plan = ImportPlan(.contacts, .csv)
            plan.mapping = [
                .init(column: "*", field: "*"), .init(column: "First Name", field: "_first_name"),
                .init(column: "size", field: ""),
            ]
            let all = try await world.load(text, plan, into: crm)
            #expect(all.ignoredColumns == [])
            let contact = try #require(try await world.contact("U-1"))
            #expect(contact.values["color"] == .text("red"))
            #expect(contact.values["_first_name"] == .text("Ada"))
            #expect(contact.values["size"] == nil)
        }
    }

    @Test(arguments: TestStore.allCases)
    func `events get ids of their own, and parameters from columns`(
        kind: TestStore
    ) async throws {
        try await AudienceWorld.with(kind) { world in
            let crm = try await world.source()
            try await world.send(#"[{"_user_id":"U-1"}]"#, to: crm)
            var plan = ImportPlan(.events, .csv)
            plan.mapping = [
                .init(column: "total", field: "_event_parameters.total"),
                .init(column: "city", field: "_user_data._city"),
            ]
            let text = """
                _user_id,_event_type,_event_date,total,city,_event_id
                U-1,checkout,2026-03-01T10:00:00Z,12.5,,
                U-1,checkout,2026-03-02T10:00:00Z,13.5,,E-1
                U-2,checkout,2026-03-03T10:00:00Z,14.5,Vigo,
                U-9,checkout,2026-03-03T10:00:00Z,14.5,,
                """
            let job = try await world.load(text, plan, into: crm, piece: 50)
            #expect(job.progress.rowsAccepted == 3)
            #expect(
                try await world.service.imports.problems(of: job).map(\.brief)
                    == ["5 _user_id contact.unknown"]
            )
            let events = try await world.audienceStore.events(
                of: world.project.id,
                after: 0,
                limit: 10
            )
            #expect(
                events.map(\.eventID) == ["import-\(job.id)-2", "E-1", "import-\(job.id)-4"]
            )
            #expect(try await world.contact("U-2")?.values["_city"] == .text("Vigo"))
        }
    }

    @Test(arguments: TestStore.allCases)
    func `lines of JSON are the items of the stream`(kind: TestStore) async throws {
        try await AudienceWorld.with(kind) { world in
            let crm = try await world.source()
            let text = """
                {"_user_id":"U-1","vip":true,"old":"x"}

                [1,2]
                {"_user_id":7,"vip":"maybe"}
                {"_user_id":"U-3"
                {"uid":"U-4","_city":null}
                """
            var plan = ImportPlan(.contacts, .ndjson)
            plan.mapping = [
                .init(column: "old", field: ""), .init(column: "uid", field: "_user_id"),
            ]
            let job = try await world.load(text, plan, into: crm, piece: 11)
            #expect(job.state == .done)
            let problems = try await world.service.imports.problems(of: job).map(\.brief)
            #expect(
                problems == ["3  item.wrong_type", "4 vip value.wrong_type", "5  row.not_json"]
            )
            #expect(try await world.contact("U-1")?.values["vip"] == .bool(true))
            #expect(try await world.contact("U-1")?.values["old"] == nil)
            #expect(try await world.contact("U-4") != nil)
        }
    }

    @Test func `a dry run that was interrupted says so and judges no row wrongly`() async throws {
        try await TestStore.sqlite.withLocation { location in
            let head = #"{"_user_id":"N","_event_id":"1","_event_type":"visit","_user_data":{}}"#
            let tail = #"{"_user_id":"N","_event_id":"2","_event_type":"visit"}"#
            var plan = ImportPlan(.events, .ndjson)
            plan.isDryRun = true
            var job: ImportJob?
            var source: DataSource?
            try await AudienceWorld.with(location) { world in
                let crm = try await world.source()
                let (begun, _) = try await world.service.imports.create(plan, into: crm, by: "test")
                _ = try await world.service.imports.append(
                    Array("\(head)\n".utf8),
                    at: 0,
                    isLast: false,
                    to: begun.id,
                    of: crm
                )
                try await waitUntil(within: .seconds(60)) {
                    try await world.service.imports.find(begun.id, of: crm).progress.rowsRead == 1
                }
                (job, source) = (begun, crm)
            }
            let (begun, crm) = (try #require(job), try #require(source))
            try await AudienceWorld.with(location, process: 2) { world in
                _ = try? await world.service.imports.append(
                    Array("\(tail)\n".utf8),
                    at: head.utf8.count + 1,
                    isLast: true,
                    to: begun.id,
                    of: crm
                )
                let ended = try await world.ended(begun, crm)
                #expect(ended.state == .failed)
                #expect(ended.failure == "The dry run was interrupted; start it again")
                #expect(ended.progress.rowsRefused == 0)
                let again = try await world.load("\(head)\n\(tail)\n", plan, into: crm)
                #expect(again.state == .done)
                #expect(again.progress.rowsAccepted == 2)
            }
        }
    }

    @Test(arguments: TestStore.allCases)
    func `a dry run finds the same problems and leaves nothing`(kind: TestStore) async throws {
        var configuration = AudienceConfiguration()
        configuration.rowsPerImportStep = 2
        try await AudienceWorld.with(kind, configuration: configuration) { world in
            let crm = try await world.source()
            var plan = Self.plan
            plan.isDryRun = true
            let dry = try await world.load(Self.file, plan, into: crm)
            #expect(try await world.contact("U-1") == nil)
            #expect(try await world.service.quarantine.items(of: crm).isEmpty)
            #expect(try await world.audienceStore.catalogue(of: world.project.id).isEmpty)
            let real = try await world.load(Self.file, Self.plan, into: crm)
            #expect(dry.state == .done)
            #expect(dry.progress.rowsAccepted == real.progress.rowsAccepted)
            let found = try await world.service.imports.problems(of: dry)
            #expect(found == (try await world.service.imports.problems(of: real)))
        }
    }

    @Test(arguments: TestStore.allCases)
    func `content with a fingerprint is imported once, unless it is wanted again`(
        kind: TestStore
    ) async throws {
        try await AudienceWorld.with(kind) { world in
            let crm = try await world.source()
            var plan = Self.plan
            plan.fingerprint = "abc"
            let job = try await world.load(Self.file, plan, into: crm)
            let (known, isNew) = try await world.service.imports.create(plan, into: crm, by: "test")
            #expect(known == job)
            #expect(!isNew)
            let (other, again) = try await world.service.imports.create(
                plan,
                into: crm,
                again: true,
                by: "test"
            )
            #expect(again)
            #expect(other.id != job.id)
            let (same, _) = try await world.service.imports.create(plan, into: crm, by: "test")
            #expect(same.id == other.id, "what is under way goes on")
        }
    }

    @Test(arguments: TestStore.allCases)
    func `a cancelled import takes nothing more in`(kind: TestStore) async throws {
        try await AudienceWorld.with(kind) { world in
            let crm = try await world.source()
            let (job, _) = try await world.service.imports.create(Self.plan, into: crm, by: "test")
            let head = Array(Self.file.utf8.prefix(90))
            _ = try await world.service.imports.append(
                head,
                at: 0,
                isLast: false,
                to: job.id,
                of: crm
            )
            try await waitUntil {
                try await world.service.imports.find(job.id, of: crm).progress.rowsRead == 1
            }
            let ended = try await world.service.imports.cancel(job.id, of: crm, by: "test")
            #expect(ended.state == .cancelled)
            let late = try await world.service.imports.append(
                [65],
                at: head.count,
                isLast: true,
                to: job.id,
                of: crm
            )
            #expect(late.bytesReceived == head.count)
            #expect(late.state == .cancelled)
            #expect(try await world.contact("U-1") != nil)
            #expect(world.observer.failures.withLock { $0 } == [])
        }
    }

    @Test(arguments: TestStore.allCases)
    func `content that stopped coming ends its import`(kind: TestStore) async throws {
        try await AudienceWorld.with(kind) { world in
            let crm = try await world.source()
            let (job, _) = try await world.service.imports.create(Self.plan, into: crm, by: "test")
            world.clock.advance(by: ImportLimits.patience + .seconds(1))
            world.service.imports.resume()
            let ended = try await world.ended(job, crm)
            #expect(ended.state == .failed)
            #expect(ended.failure == "Its content stopped coming")
        }
    }
}
