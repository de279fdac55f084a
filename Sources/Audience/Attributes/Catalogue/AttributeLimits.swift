/// The limits of values and catalogues.
public struct AttributeLimits: Sendable, Hashable {
    /// The most characters of a `string`.
    public var stringLength = 255
    /// The most characters of a `text`.
    public var textLength = 4_000
    /// The most bytes of a `payload` as JSON.
    public var payloadBytes = 16_384
    /// The most values of a custom multi-value attribute or parameter.
    public var listLength = 100
    /// The most custom attributes of a project.
    public var customAttributes = 200
    /// The most custom event types of a project.
    public var customEventTypes = 200
    /// The most custom attributes that one data source may bring without a declaration.
    public var attributesPerSource = 100
    /// The most custom event types that one data source may bring without a declaration.
    public var eventTypesPerSource = 100
    /// The most parameters of an event type.
    public var parameters = 100

    /// Creates the standard limits.
    public init() {}

    /// The standard limits.
    public static let standard = AttributeLimits()
}
