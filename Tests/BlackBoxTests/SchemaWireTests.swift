import Foundation
import TestSupport
import Testing

/// The schema of a project over HTTP and on the command line.
@Suite(.timeLimit(.minutes(5)))
struct SchemaWireTests {
    @Test(arguments: TestStore.allCases)
    func `a schema is managed over HTTP`(store: TestStore) async throws {
        let tenant = try await AudienceTenant(store)
        func change(
            _ method: String,
            _ path: String,
            _ body: String? = nil,
            token: String? = nil
        ) async throws -> HTTPConnection.Answer {
            try await tenant.server.send(
                method,
                tenant.base + path,
                token: token ?? tenant.product,
                body: body.map { Array($0.utf8) }
            )
        }
        let points = #"{"displayLabel":"Points","dataType":"integer"}"#
        let made = try await change("PUT", "/specs/attributes/points", points)
        #expect(made.status == 200)
        #expect(made.json.entity.displayLabel == "Points")
        #expect(made.json.entity.dataType == "integer")
        #expect(try await change("PUT", "/specs/events/sale", #"{"name":"Sale"}"#).status == 200)
        let amount = #"{"dataType":"decimal","required":true}"#
        #expect(try await change("PUT", "/specs/events/sale/amount", amount).status == 200)
        try await tenant.push("contacts", #"[{"_user_id":"U-1","points":"3"}]"#)
        let lacking = try await tenant.push(
            "events",
            #"[{"_user_id":"U-1","_event_id":"E-1","_event_type":"sale"}]"#
        )
        #expect(lacking.status == 422)
        let contact = try await tenant.read("/audience/user/U-1")
        #expect(contact.text.contains(#""points":3"#))
        let refused = [
            ("PUT", "/specs/attributes/other", "{}", 422),
            ("PUT", "/specs/attributes/other", #"{"dataType":"number"}"#, 422),
            ("PUT", "/specs/attributes/other", #"{"type":"string"}"#, 422),
            ("PUT", "/specs/attributes/_other", #"{"dataType":"string"}"#, 422),
            ("PUT", "/specs/attributes/_email", #"{"dataType":"text"}"#, 409),
            ("PUT", "/specs/events/none/amount", #"{"dataType":"decimal"}"#, 404),
            ("DELETE", "/specs/attributes/_email", nil, 409),
            ("DELETE", "/specs/attributes/none", nil, 404),
        ]
        for (method, path, body, status) in refused {
            let answer = try await change(method, path, body)
            #expect(answer.status == status, "\(method) \(path): \(answer.text)")
        }
        let reader = try await tenant.issue("PROJECT_AUDIENCE_READ")
        let forbidden = try await change("PUT", "/specs/attributes/x", points, token: reader)
        #expect(forbidden.status == 403)
        let hidden = try await change("PUT", "/specs/events/sale", #"{"visible":false}"#)
        #expect(hidden.json.entity.visible == false)
        let shown = try await tenant.read("/specs/events")
        #expect(!shown.json.entities.elements.contains { $0.uid == "sale" })
        let all = try await tenant.read("/specs/events?_all")
        #expect(all.json.entities.elements.contains { $0.uid == "sale" })
        let gone = try await change("DELETE", "/specs/attributes/points?_sync")
        #expect(gone.status == 202)
        #expect(gone.json.entity.uid == "points")
        #expect(!(try await tenant.read("/audience/user/U-1").text.contains(#""points""#)))
    }

    @Test(arguments: TestStore.allCases)
    func `a schema is managed on the command line beside a server`(
        store: TestStore
    ) async throws {
        let tenant = try await AudienceTenant(store)
        let place = ["--project", tenant.project]
        try await tenant.push(
            "contacts",
            #"[{"_user_id":"U-1","size":"12"},{"_user_id":"U-2","size":"large"}]"#
        )
        let refused = try await tenant.server.run(
            ["schema", "attribute", "size", "--type", "integer"] + place
        )
        #expect(refused.status == 4, "\(refused.errors)")
        let forced = try await tenant.server.run(
            ["schema", "attribute", "size", "--type", "integer", "--force", "--label", "Size"]
                + place
        )
        #expect(forced.status == 0, "\(forced.errors)")
        try await waitUntil {
            try await tenant.read("/audience/user/U-1").text.contains(#""size":12"#)
        }
        #expect(!(try await tenant.read("/audience/user/U-2").text.contains("large")))
        let listed = try await tenant.server.run(["schema", "list", "--own"] + place)
        #expect(listed.json.elements.map(\.uid) == ["size"])
        #expect(listed.json.elements.map(\.label) == ["Size"])
        let gone = try await tenant.server.run(["schema", "delete-attribute", "size"] + place)
        #expect(gone.status == 0, "\(gone.errors)")
        let specs = try await tenant.read("/specs/attributes")
        #expect(!specs.json.entities.elements.contains { $0.uid == "size" })
    }

    @Test func `an erased person is in no file of the data folder`() async throws {
        let server = try await RunningServer(on: .sqlite)
        let tenant = try await AudienceTenant(on: server)
        let name = "Xylophonia-Quetzalcoatl"
        for number in 1...20 {
            try await tenant.push(
                "contacts",
                "[{\"_user_id\":\"U-1\",\"_first_name\":\"\(name)\",\"n\":\(number)}]"
            )
        }
        let receipt = try await server.command("erase", "U-1", "--project", tenant.project)
        #expect(receipt.contacts == 1)
        let folder = URL(fileURLWithPath: server.data)
        let files = try FileManager.default.contentsOfDirectory(
            at: folder,
            includingPropertiesForKeys: nil
        )
        #expect(!files.isEmpty)
        for file in files {
            let content = try Data(contentsOf: file)
            #expect(content.range(of: Data(name.utf8)) == nil, "\(file.lastPathComponent)")
        }
    }

    @Test func `one faulty value refuses its item alone`() async throws {
        let tenant = try await AudienceTenant(.sqlite)
        let answer = try await tenant.push(
            "contacts",
            #"[{"_user_id":"A"},{"_user_id":"B","n":1e400},{"_user_id":"C","t":["\ud83d"]},"#
                + #"{"":"","_user_id":"D"}]"#
        )
        #expect(answer.status == 202)
        #expect(answer.json.accepted.elements.map(\.position) == [0, 3])
        #expect(
            answer.json.errors.elements.map { $0.codes[0] }
                == ["value.out_of_range", "value.lone_surrogate"]
        )
        let first = answer.json.errors[0].error.string
        #expect(first?.hasPrefix("n: The number at byte 38") == true, "\(first ?? "")")
        let broken = try await tenant.push("contacts", #"[{"_user_id":"A",}]"#)
        #expect(broken.status == 400)
        let words = broken.json.message.string
        #expect(words == "Problems parsing JSON: The text is not JSON from byte 17 on")
        let refused = try await tenant.push("contacts", #"[{"_user_id":"undefined"}]"#)
        #expect(refused.status == 422)
        #expect(refused.json.message.string?.hasPrefix("_user_id: ") == true)
    }

    @Test func `a user id with raw slashes is deleted`() async throws {
        let tenant = try await AudienceTenant(.sqlite)
        try await tenant.push(
            "contacts",
            #"[{"_user_id":"a/b"},{"_user_id":"c%/d"},{"_user_id":"e"}]"#
        )
        for path in ["a/b", "c%/d", "e"] {
            let gone = try await tenant.server.send(
                "DELETE",
                "\(tenant.stream)/contacts/\(path)?_sync",
                token: tenant.writer
            )
            #expect(gone.status == 202, "\(path)")
            #expect(gone.json.accepted[0].item.string == path)
        }
    }

    @Test func `mappings have types, and a dry run proposes them`() async throws {
        let tenant = try await AudienceTenant(.sqlite)
        let folder = try TemporaryFolder()
        let file = folder.file("people.csv")
        let csv = "Id,First Name,Points,Zip\nU-1,Ada,3,08001\nU-2,Leo,4.5,28001\n"
        try csv.write(toFile: file, atomically: true, encoding: .utf8)
        let place = ["--project", tenant.project, "--datasource", tenant.source]
        let map = ["--map", "Id=_user_id", "--map", "*=*"]
        let dry = try await tenant.server.run(
            ["import", "contacts", file, "--dry-run"] + map + place
        )
        #expect(dry.status == 0, "\(dry.errors)")
        #expect(
            dry.json.columnTypes == [
                "First Name": "string", "Points": "decimal", "Zip": "string",
            ]
        )
        let done = try await tenant.server.run(
            ["import", "contacts", file, "--map", "Points=Points:decimal"] + map + place
        )
        #expect(done.status == 0, "\(done.errors)")
        let contact = try await tenant.read("/audience/user/U-2")
        #expect(contact.text.contains(#""First_Name":"Leo""#))
        #expect(contact.text.contains(#""Points":4.5"#))
        let wrong = folder.file("wrong.csv")
        try "Id,姓名\nU-1,x\n".write(toFile: wrong, atomically: true, encoding: .utf8)
        let failed = try await tenant.server.run(["import", "contacts", wrong] + map + place)
        #expect(failed.status == 6, "\(failed.errors)")
        #expect(failed.json.failure.string?.contains("姓名") == true)
    }
}
