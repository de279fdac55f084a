public import AccountsModel
public import Essentials

extension AccountService {
    /// Creates an organization, with its opening balance as the first ledger entry.
    public func createOrganization(
        _ request: NewOrganization,
        by actor: String
    ) async throws(ServiceError) -> Organization {
        var rules = FieldErrors()
        let name = rules.name(request.name)
        let currency = rules.currency(request.currency)
        rules.credit(request.credit)
        rules.amount(request.openingBalance, field: "balance")
        if request.openingBalance + request.credit < .zero {
            rules.refuse("balance", "may not begin below the credit")
        }
        rules.rate(request.requestsPerMinute)
        try rules.check()
        let draft = OrganizationDraft(
            uid: request.uid ?? ids.next(),
            name: name,
            plan: request.plan,
            currency: currency,
            credit: request.credit,
            openingBalance: request.openingBalance,
            requestsPerMinute: request.requestsPerMinute,
            createdAt: clock.now
        )
        let entry = audit.entry(
            "organization.create",
            of: draft.uid.description,
            by: actor,
            [
                ("name", name), ("plan", draft.plan.rawValue), ("currency", currency),
                ("credit", "\(draft.credit)"), ("balance", "\(draft.openingBalance)"),
            ]
        )
        return try await store.create(draft, audit: entry)
    }

    /// Changes what the request names and leaves the rest.
    public func updateOrganization(
        _ uid: ObjectID,
        _ change: OrganizationChange,
        by actor: String
    ) async throws(ServiceError) -> Organization {
        var organization = try await self.organization(uid)
        var rules = FieldErrors()
        var details: [(String, String)] = []
        if let name = change.name {
            organization.name = rules.name(name)
            details.append(("name", organization.name))
        }
        if let plan = change.plan {
            organization.plan = plan
            details.append(("plan", plan.rawValue))
        }
        if let credit = change.credit {
            rules.credit(credit)
            organization.credit = credit
            details.append(("credit", "\(credit)"))
        }
        if let rate = change.requestsPerMinute {
            rules.rate(rate)
            organization.requestsPerMinute = rate
            details.append(("requestsPerMinute", rate.map { "\($0)" } ?? "default"))
        }
        try rules.check()
        guard !details.isEmpty else { return organization }
        let entry = audit.entry("organization.update", of: "\(uid)", by: actor, details)
        try await store.update(organization, audit: entry)
        return organization
    }

    /// All organizations, oldest first.
    public func organizations() async throws(ServiceError) -> [Organization] {
        try await store.organizations()
    }

    /// The organization with this public identifier; throws if there is none.
    public func organization(_ uid: ObjectID) async throws(ServiceError) -> Organization {
        guard let found = try await store.organization(uid: uid) else {
            throw .notFound("organization \(uid)")
        }
        return found
    }

    /// Creates a project.
    public func createProject(
        in organization: ObjectID,
        name: String,
        kind: Project.Kind,
        profile: ProjectProfile = ProjectProfile(),
        by actor: String
    ) async throws(ServiceError) -> Project {
        var rules = FieldErrors()
        let name = rules.name(name)
        rules.profile(profile)
        try rules.check()
        let owner = try await self.organization(organization)
        let draft = ProjectDraft(
            uid: ids.next(),
            organization: owner.id,
            name: name,
            kind: kind,
            profile: profile,
            createdAt: clock.now
        )
        let details = [("name", name), ("kind", kind.rawValue), ("organization", "\(owner.uid)")]
        let entry = audit.entry("project.create", of: "\(draft.uid)", by: actor, details)
        return try await store.create(draft, audit: entry)
    }

    /// Changes what the request names and leaves the rest.
    public func updateProject(
        _ uid: ObjectID,
        _ change: ProjectChange,
        by actor: String
    ) async throws(ServiceError) -> Project {
        var project = try await self.project(uid)
        var rules = FieldErrors()
        var details: [(String, String)] = []
        if let name = change.name {
            project.name = rules.name(name)
            details.append(("name", project.name))
        }
        if let text = change.details {
            project.profile.details = text
            details.append(("description", text))
        }
        if let locale = change.locale {
            project.profile.locale = locale
            details.append(("locale", locale))
        }
        if let zone = change.timeZone {
            project.profile.timeZone = zone
            details.append(("timezone", zone))
        }
        rules.profile(project.profile)
        try rules.check()
        guard !details.isEmpty else { return project }
        project.updatedAt = clock.now
        let entry = audit.entry("project.update", of: "\(uid)", by: actor, details)
        try await store.update(project, audit: entry)
        return project
    }

    /// The projects of one organization, or with nil of all, oldest first.
    public func projects(of organization: ObjectID?) async throws(ServiceError) -> [Project] {
        try await store.projects(of: try await number(of: organization))
    }

    /// The project with this public identifier; throws if there is none.
    public func project(_ uid: ObjectID) async throws(ServiceError) -> Project {
        guard let found = try await store.project(uid: uid) else {
            throw .notFound("project \(uid)")
        }
        return found
    }

    /// Creates a data source in a standard project.
    public func createDataSource(
        in project: ObjectID,
        name: String,
        by actor: String
    ) async throws(ServiceError) -> DataSource {
        let project = try await self.project(project)
        var rules = FieldErrors()
        let name = rules.name(name)
        if project.kind != .standard {
            rules.refuse(
                "project",
                Phrase.mustBe("a standard project; only those have an audience")
            )
        }
        try rules.check()
        let source = DataSource(
            id: ids.next(),
            project: project.id,
            organization: project.organization,
            name: name,
            createdAt: clock.now
        )
        let details = [("name", name), ("project", "\(project.uid)")]
        let entry = audit.entry("datasource.create", of: "\(source.id)", by: actor, details)
        try await store.create(source, audit: entry)
        return source
    }

    /// The data sources of one organization, or with nil of all, oldest first.
    public func dataSources(of organization: ObjectID?) async throws(ServiceError) -> [DataSource] {
        try await store.dataSources(of: try await number(of: organization))
    }

    func number(of organization: ObjectID?) async throws(ServiceError) -> OrganizationID? {
        guard let organization else { return nil }
        return try await self.organization(organization).id
    }
}
