public import AccountsModel
import Database
public import Essentials

/// Organizations, projects, tokens, prices, the ledger and the audit log in SQL.
public struct SQLAccountStore: AccountStore {
    let store: SQLStore

    /// Creates an organization with the next number, and books its opening balance as a top-up.
    public func create(
        _ draft: OrganizationDraft,
        audit: AuditEntry
    ) async throws(ServiceError) -> Organization {
        let entry = store.ids.next()
        return try await store.change(.accounts, audit: audit) { transaction in
            let rows = try transaction.query(
                """
                INSERT INTO organization
                    (uid, name, plan, currency, balance, credit, requests_per_minute, created_at)
                VALUES ($1, $2, $3, $4, 0, $5, $6, $7) RETURNING \(Organization.columns)
                """,
                [
                    SQLValue(draft.uid), SQLValue(draft.name), SQLValue(draft.plan.rawValue),
                    SQLValue(draft.currency), SQLValue(draft.credit),
                    SQLValue(draft.requestsPerMinute), SQLValue(draft.createdAt),
                ]
            )
            var created = try rows.only(Organization.init)
            guard draft.openingBalance != .zero else { return created }
            let posting = LedgerPosting(
                id: entry,
                organization: created.id,
                kind: .topUp,
                amount: draft.openingBalance,
                itemsCount: 0,
                note: "opening balance",
                at: draft.createdAt
            )
            guard let line = try transaction.post(posting) else {
                throw ServiceError.conflict("the opening balance is below the credit")
            }
            created.balance = line.balanceAfter
            return created
        }
    }

    /// All organizations, oldest first.
    public func organizations() async throws(ServiceError) -> [Organization] {
        try await store.read { reader in
            try reader.query("SELECT \(Organization.columns) FROM organization ORDER BY id")
                .decoded(Organization.init)
        }
    }

    /// The organization with this number; nil if there is none.
    public func organization(_ id: OrganizationID) async throws(ServiceError) -> Organization? {
        try await store.read { reader in
            try reader.row(
                Organization.columns,
                from: "organization",
                where: "id",
                is: SQLValue(id)
            )
            .map(Organization.init)
        }
    }

    /// The organization with this public identifier; nil if there is none.
    public func organization(uid: ObjectID) async throws(ServiceError) -> Organization? {
        try await store.read { reader in
            try reader.row(
                Organization.columns,
                from: "organization",
                where: "uid",
                is: SQLValue(uid)
            )
            .map(Organization.init)
        }
    }

    /// Updates name, plan, credit and rate limit; only the ledger changes the balance.
    public func update(
        _ organization: Organization,
        audit: AuditEntry
    ) async throws(ServiceError) {
        try await store.change(.accounts, audit: audit) { transaction in
            let count = try transaction.execute(
                """
                UPDATE organization
                SET name = $2, plan = $3, credit = $4, requests_per_minute = $5
                WHERE id = $1 AND balance + $4 >= 0
                """,
                [
                    SQLValue(organization.id), SQLValue(organization.name),
                    SQLValue(organization.plan.rawValue), SQLValue(organization.credit),
                    SQLValue(organization.requestsPerMinute),
                ]
            )
            guard count == 0 else { return }
            let row = try transaction.queryOne(
                "SELECT balance FROM organization WHERE id = $1",
                [SQLValue(organization.id)]
            )
            guard let row else { throw ServiceError.notFound("organization \(organization.uid)") }
            throw ServiceError.conflict(
                "the balance is \(try row.money(0)); the credit must reach that far"
            )
        }
    }

    /// Creates a project with the next number.
    public func create(
        _ draft: ProjectDraft,
        audit: AuditEntry
    ) async throws(ServiceError) -> Project {
        try await store.change(.accounts, audit: audit) { transaction in
            try transaction.query(
                """
                INSERT INTO project
                    (uid, organization_id, name, kind, details, locale, time_zone, created_at,
                    updated_at)
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8) RETURNING \(Project.columns)
                """,
                [
                    SQLValue(draft.uid), SQLValue(draft.organization), SQLValue(draft.name),
                    SQLValue(draft.kind.rawValue), SQLValue(draft.profile.details),
                    SQLValue(draft.profile.locale), SQLValue(draft.profile.timeZone),
                    SQLValue(draft.createdAt),
                ]
            ).only(Project.init)
        }
    }

    /// Updates the name and profile of a project.
    public func update(_ project: Project, audit: AuditEntry) async throws(ServiceError) {
        try await store.change(.accounts, audit: audit) { transaction in
            let count = try transaction.execute(
                """
                UPDATE project
                SET name = $2, details = $3, locale = $4, time_zone = $5, updated_at = $6
                WHERE id = $1
                """,
                [
                    SQLValue(project.id), SQLValue(project.name),
                    SQLValue(project.profile.details), SQLValue(project.profile.locale),
                    SQLValue(project.profile.timeZone), SQLValue(project.updatedAt),
                ]
            )
            guard count == 1 else { throw ServiceError.notFound("project \(project.uid)") }
        }
    }

    /// The projects of one organization or of all, oldest first.
    public func projects(
        of organization: OrganizationID?
    ) async throws(ServiceError) -> [Project] {
        try await store.read { reader in
            try reader.list(Project.columns, from: "project", of: organization)
                .decoded(Project.init)
        }
    }

    /// The project with this number; nil if there is none.
    public func project(_ id: ProjectID) async throws(ServiceError) -> Project? {
        try await store.read { reader in
            try reader.row(Project.columns, from: "project", where: "id", is: SQLValue(id))
                .map(Project.init)
        }
    }

    /// The project with this public identifier; nil if there is none.
    public func project(uid: ObjectID) async throws(ServiceError) -> Project? {
        try await store.read { reader in
            try reader.row(Project.columns, from: "project", where: "uid", is: SQLValue(uid))
                .map(Project.init)
        }
    }

    /// Creates a data source.
    public func create(
        _ dataSource: DataSource,
        audit: AuditEntry
    ) async throws(ServiceError) {
        try await store.change(.accounts, audit: audit) { transaction in
            try transaction.execute(DataSource.insertion, dataSource.values)
        }
    }

    /// The data sources of one organization or of all, oldest first, including deleted ones.
    public func dataSources(
        of organization: OrganizationID?
    ) async throws(ServiceError) -> [DataSource] {
        try await store.read { reader in
            try reader.list(DataSource.columns, from: "data_source", of: organization)
                .decoded(DataSource.init)
        }
    }

    /// The data source with this identifier; nil if there is none.
    public func dataSource(_ id: ObjectID) async throws(ServiceError) -> DataSource? {
        try await store.read { reader in
            try reader.row(DataSource.columns, from: "data_source", where: "id", is: SQLValue(id))
                .map(DataSource.init)
        }
    }

    /// The audit log, newest first.
    public func auditLog(limit: Int) async throws(ServiceError) -> [AuditEntry] {
        try await store.read { reader in
            try reader.query(
                "SELECT \(AuditEntry.columns) FROM audit ORDER BY at DESC, id DESC LIMIT $1",
                [SQLValue(limit)]
            ).decoded(AuditEntry.init)
        }
    }
}

extension SQLReader {
    /// The first row whose column has the value; nil if there is none.
    func row(
        _ columns: ColumnList,
        from table: StaticString,
        where column: StaticString,
        is value: SQLValue
    ) throws(DatabaseError) -> SQLRow? {
        try queryOne("SELECT \(columns) FROM \(table) WHERE \(column) = $1", [value])
    }

    /// The rows of one organization or of all, oldest first.
    func list(
        _ columns: ColumnList,
        from table: String,
        of organization: OrganizationID?
    ) throws(DatabaseError) -> [SQLRow] {
        guard let organization else {
            return try query("SELECT \(columns) FROM \(table) ORDER BY created_at, id")
        }
        return try query(
            "SELECT \(columns) FROM \(table) WHERE organization_id = $1 ORDER BY created_at, id",
            [SQLValue(organization)]
        )
    }
}

extension Array where Element == SQLRow {
    /// Decodes the one row that an `INSERT … RETURNING` returns.
    func only<Value>(
        _ decode: (SQLRow) throws(DatabaseError) -> Value
    ) throws(DatabaseError) -> Value {
        guard let row = first else { throw .invalid("an insert returned no row") }
        return try decode(row)
    }
}
