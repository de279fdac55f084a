public import AccountsModel
public import Attributes

/// What a token or the operator may do with an audience.
///
/// The single place that decides this for every contact, event, filter, sort and aggregation of
/// the APIs. docs/reference/api/product.md shows the rules as a table.
public struct AudienceAccess: Hashable, Sendable {
    /// How much of a contact is visible.
    public enum Level: Int, Sendable, CaseIterable, Comparable {
        /// The name and the user id.
        case standard
        /// Also phone, e-mail address, country, and Boolean attributes.
        case basic
        /// Everything.
        case full

        /// Orders by how much is visible.
        public static func < (left: Level, right: Level) -> Bool { left.rawValue < right.rawValue }
    }

    /// The effective scopes.
    public let scopes: Set<Scope>

    /// Limits scopes to those that a plan includes.
    public init(scopes: Set<Scope>, plan: Organization.Plan) {
        self.scopes = scopes.filter(plan.includes)
    }

    /// What the operator of the server may do on the command line: everything.
    public static let `operator` = AudienceAccess(scopes: Set(Scope.allCases), plan: .xl)

    /// Whether the token has the scope.
    public func allows(_ scope: Scope) -> Bool { scopes.contains(scope) }

    /// How much of a contact the token sees.
    public var level: Level {
        if allows(.audienceDataFull) { return .full }
        return allows(.audienceDataBasic) ? .basic : .standard
    }

    /// Whether the token sees events and what is derived from them.
    public var seesEvents: Bool { allows(.audienceDataEvents) }

    /// Whether the token may see a contact's value of the attribute.
    public func sees(_ attribute: AttributeDefinition) -> Bool {
        if attribute.flags.contains(.eventBased), !seesEvents { return false }
        return level >= AudienceAccess.level(of: attribute)
    }

    /// The privacy level that an attribute requires.
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
    /// Whether the plan includes the scope.
    ///
    /// The smallest plan includes no data beyond the name, even for a token with full access.
    public func includes(_ scope: Scope) -> Bool {
        switch scope {
        case .audienceList, .audienceDataBasic, .audienceDataEvents, .audienceDataFull: self != .s
        default: true
        }
    }
}
