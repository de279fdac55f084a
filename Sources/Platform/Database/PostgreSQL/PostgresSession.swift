import CPostgreSQL
import Essentials

/// The owner of one libpq connection.
final class PostgresSession {
    private let connection: OpaquePointer
    private var isAbandoned = false
    /// The number of the transaction that was begun last, if it is for writing.
    private(set) var transactionNumber: Int64?

    /// The prepared statement that returns the number of the transaction.
    private static let numbering = "transaction_number"

    /// Connects; settings in the address override the standard ones here.
    init(url: String) throws(DatabaseError) {
        let settings = [
            ("connect_timeout", "5"), ("tcp_user_timeout", "10000"),
            ("application_name", "heliograph"), ("dbname", url), ("client_encoding", "UTF8"),
        ]
        let names = CStrings(settings.map(\.0))
        let values = CStrings(settings.map(\.1))
        guard let connection = PQconnectdbParams(names.pointers, values.pointers, 1) else {
            throw .unavailable("libpq is out of memory")
        }
        guard PQstatus(connection) == CONNECTION_OK else {
            let reason = String(cString: PQerrorMessage(connection))
            PQfinish(connection)
            throw .unavailable("PostgreSQL: \(reason)")
        }
        self.connection = connection
        PQsetNoticeProcessor(connection, { _, _ in }, nil)
    }

    deinit { PQfinish(connection) }

    /// Whether the connection is up, as last seen.
    var isUsable: Bool { !isAbandoned && PQstatus(connection) == CONNECTION_OK }

    /// Whether a transaction is open, failed or not.
    var isInTransaction: Bool {
        let status = PQtransactionStatus(connection)
        return status == PQTRANS_INTRANS || status == PQTRANS_INERROR
    }

    /// Whether the server has hung up; reads what has arrived.
    func isStale() -> Bool { PQconsumeInput(connection) == 0 || !isUsable }

    /// Marks the connection as unusable.
    func abandon() { isAbandoned = true }

    /// Runs a command without parameters.
    func run(_ sql: String) throws(PostgresFailure) -> PostgresResult {
        try checked(PQexec(connection, sql))
    }

    /// Prepares a statement and asks for the types of its parameters.
    func prepare(_ sql: String, as name: String) throws(PostgresFailure) -> [PostgresType] {
        _ = try checked(PQprepare(connection, name, sql, 0, nil))
        return try checked(PQdescribePrepared(connection, name)).parameterTypes
    }

    /// Runs a prepared statement; rows come in binary form.
    func run(
        _ statement: PostgresStatement,
        _ parameters: borrowing PostgresParameters
    ) throws(PostgresFailure) -> PostgresResult {
        try checked(
            parameters.withPointers { count, values, lengths, formats in
                PQexecPrepared(connection, statement.name, count, values, lengths, formats, 1)
            }
        )
    }

    /// Runs a statement text with parameters of known types.
    func run(
        _ sql: String,
        types: [PostgresType],
        _ parameters: borrowing PostgresParameters
    ) throws(PostgresFailure) -> PostgresResult {
        let oids = types.map(\.rawValue)
        return try checked(
            parameters.withPointers { count, values, lengths, formats in
                PQexecParams(connection, sql, count, oids, values, lengths, formats, 1)
            }
        )
    }

    /// Whether another session has sent a notice since the last call.
    func hasForeignNotice() -> Bool {
        PQconsumeInput(connection)
        var isForeign = false
        while let notice = PQnotifies(connection) {
            if notice.pointee.be_pid != PQbackendPID(connection) { isForeign = true }
            PQfreemem(notice)
        }
        return isForeign
    }
}

// MARK: Many at once

extension PostgresSession {
    /// Starts to send statements without waiting for the results.
    func enterPipeline() { PQenterPipelineMode(connection) }

    /// Returns to one result per statement; all results must have been read.
    func leavePipeline() { PQexitPipelineMode(connection) }

    /// Sends a prepared statement.
    func send(
        _ statement: PostgresStatement,
        _ parameters: borrowing PostgresParameters
    ) throws(PostgresFailure) {
        let isSent = parameters.withPointers { count, values, lengths, formats in
            PQsendQueryPrepared(connection, statement.name, count, values, lengths, formats, 1)
        }
        guard isSent == 1 else { throw lost() }
    }

    /// Prepares to read the numbers of transactions.
    func prepareTransactionNumber() throws(PostgresFailure) {
        _ = try checked(PQprepare(connection, Self.numbering, "SELECT txid_current()", 0, nil))
    }

    /// Opens a transaction; if it is for writing, notes its number.
    func begin(_ access: Access) throws(PostgresFailure) {
        enterPipeline()
        defer { leavePipeline() }
        try sendBegin(access)
        guard PQpipelineSync(connection) == 1 else { throw lost() }
        let failure = try receiveBegin(access)
        try receiveSync()
        if let failure { throw failure }
    }

    /// Opens a transaction and runs a prepared statement in it, in one round trip.
    func begin(
        _ access: Access,
        andRun statement: PostgresStatement,
        _ parameters: borrowing PostgresParameters
    ) throws(PostgresFailure) -> PostgresResult {
        enterPipeline()
        defer { leavePipeline() }
        try sendBegin(access)
        try send(statement, parameters)
        guard PQpipelineSync(connection) == 1 else { throw lost() }
        let failure = try receiveBegin(access)
        let result = try nextAnswer()
        try receiveSync()
        if let failure { throw failure }
        guard result.isSuccess else { throw PostgresFailure(result) }
        return result
    }

    private func sendBegin(_ access: Access) throws(PostgresFailure) {
        transactionNumber = nil
        guard PQsendQueryParams(connection, "BEGIN", 0, nil, nil, nil, nil, 1) == 1 else {
            throw lost()
        }
        guard access == .write else { return }
        guard PQsendQueryPrepared(connection, Self.numbering, 0, nil, nil, nil, 1) == 1 else {
            throw lost()
        }
    }

    /// Reads the answers to ``sendBegin(_:)``; returns the failure, if there is one.
    private func receiveBegin(_ access: Access) throws(PostgresFailure) -> PostgresFailure? {
        let begun = try nextAnswer()
        guard access == .write else { return begun.isSuccess ? nil : PostgresFailure(begun) }
        let numbered = try nextAnswer()
        guard begun.isSuccess else { return PostgresFailure(begun) }
        guard numbered.isSuccess else { return PostgresFailure(numbered) }
        transactionNumber = numbered.firstInteger
        return nil
    }

    private func receiveSync() throws(PostgresFailure) {
        guard let end = PQgetResult(connection) else { throw lost() }
        PQclear(end)
    }

    /// Reads the results of this many statements, and throws the first failure among them.
    func receive(_ count: Int) throws(PostgresFailure) -> [PostgresResult] {
        guard PQpipelineSync(connection) == 1 else { throw lost() }
        var results: [PostgresResult] = []
        results.reserveCapacity(count)
        var failure: PostgresFailure?
        for _ in 0..<count {
            let result = try nextAnswer()
            results.append(result)
            if !result.isSuccess, failure == nil { failure = PostgresFailure(result) }
        }
        guard let end = PQgetResult(connection) else { throw lost() }
        PQclear(end)
        if let failure { throw failure }
        return results
    }

    /// Loads rows in the binary form of COPY.
    func copy(_ sql: String, _ rows: UnsafeRawBufferPointer) throws(PostgresFailure) {
        guard let raw = PQexec(connection, sql) else { throw lost() }
        let start = PostgresResult(raw)
        guard start.status == PGRES_COPY_IN else { throw PostgresFailure(start) }
        var rest = rows
        while !rest.isEmpty {
            let piece = UnsafeRawBufferPointer(rebasing: rest.prefix(1 << 20))
            let bytes = piece.bindMemory(to: CChar.self).baseAddress
            guard PQputCopyData(connection, bytes, Int32(piece.count)) == 1 else { throw lost() }
            rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(piece.count))
        }
        guard PQputCopyEnd(connection, nil) == 1 else { throw lost() }
        let result = try nextAnswer()
        guard result.isSuccess else { throw PostgresFailure(result) }
    }

    /// Reads the result of the next statement, which ends with a null.
    private func nextAnswer() throws(PostgresFailure) -> PostgresResult {
        guard let raw = PQgetResult(connection) else { throw lost() }
        while let rest = PQgetResult(connection) { PQclear(rest) }
        return PostgresResult(raw)
    }

    private func checked(_ raw: OpaquePointer?) throws(PostgresFailure) -> PostgresResult {
        guard let raw else { throw lost() }
        let result = PostgresResult(raw)
        guard result.isSuccess else { throw PostgresFailure(result) }
        return result
    }

    /// The connection broke or answered out of order, and cannot be used any more.
    private func lost() -> PostgresFailure {
        isAbandoned = true
        let reason = String(cString: PQerrorMessage(connection))
        return PostgresFailure(error: .unavailable("PostgreSQL: \(reason)"), isTransient: false)
    }
}

/// What went wrong, and whether running the transaction again may help.
struct PostgresFailure: Error {
    let error: DatabaseError
    let isTransient: Bool

    init(error: DatabaseError, isTransient: Bool) {
        self.error = error
        self.isTransient = isTransient
    }

    init(_ result: PostgresResult) {
        error = result.error
        isTransient = result.isTransient
    }
}

/// A prepared statement of a session.
final class PostgresStatement {
    let name: String
    let types: [PostgresType]

    init(name: String, types: [PostgresType]) {
        self.name = name
        self.types = types
    }
}
