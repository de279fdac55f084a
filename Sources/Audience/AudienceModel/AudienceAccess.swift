public import AccountsModel
public import Attributes

/// What a token may do with an audience: those of its scopes that the plan includes.
///
/// The one place that decides this: every contact, event, filter, sort and aggregation of
/// the APIs is judged here. docs/reference/api/product.md shows the rules as a table.
public struct AudienceAccess: Hashable, Sendable {
    /// How much of a contact is seen.
    public enum Level: Int, Sendable, CaseIterable, Comparable {
        /// The name and the user id.
        case standard
        /// Phone, e-mail address, country, and what is true or false of the contact as well.
        case basic
        /// Everything.
        case full

        /// Orders by how much is seen.
        public static func < (left: Level, right: Level) -> Bool { left.rawValue < right.rawValue }
    }

    /// The scopes that count.
    public let scopes: Set<Scope>

    /// Cuts scopes down to what a plan includes.
    public init(scopes: Set<Scope>, plan: Organization.Plan) {
        self.scopes = scopes.filter(plan.includes)
    }

    /// What the operator of the server may do at the command line: everything.
    public static let owner = AudienceAccess(scopes: Set(Scope.allCases), plan: .xl)

    /// Whether the token may do what the scope stands for.
    public func allows(_ scope: Scope) -> Bool { scopes.contains(scope) }

    /// How much of a contact the token sees.
    public var level: Level {
        if allows(.audienceDataFull) { return .full }
        return allows(.audienceDataBasic) ? .basic : .standard
    }

    /// Whether the token sees events and what is derived from them.
    public var seesEvents: Bool { allows(.audienceDataEvents) }

    /// Whether the token may know a contact's value of the attribute.
    public func sees(_ attribute: AttributeDefinition) -> Bool {
        if attribute.flags.contains(.eventBased), !seesEvents { return false }
        return level >= AudienceAccess.level(of: attribute)
    }

    /// The level that an attribute needs.
    public static func level(of attribute: AttributeDefinition) -> Level {
        if standardAttributes.contains(attribute.uid) { return .standard }
        if basicAttributes.contains(attribute.uid) || attribute.dataType == .bool { return .basic }
        return .full
    }

    private static let standardAttributes: Set = [
        "_user_id", "_full_name", "_first_name", "_last_name",
    ]
    private static let basicAttributes: Set = ["_email", "_phone_mobile", "_country_code"]
}

extension Organization.Plan {
    /// Whether tokens of the plan's organizations can use the scope.
    ///
    /// The smallest plan has no data beyond the name, also for a token with full access.
    public func includes(_ scope: Scope) -> Bool {
        switch scope {
        case .audienceList, .audienceDataBasic, .audienceDataEvents, .audienceDataFull: self != .s
        default: true
        }
    }
}
