import Essentials
import SMPPCodec
import SMPPSession

/// An option of an SMPP carrier: its name, its allowed values, and what it sets.
public struct SMPPOption: Sendable {
    /// The name; one that ends in a dot is a prefix, such as `status.` of `status.0x58`.
    public let name: String
    /// The allowed values, as the end of the sentence "it must be …".
    public let wanted: String
    /// Whether the option is required.
    public let isRequired: Bool
    /// Whether the value is a secret, which must not be shown.
    public let isSecret: Bool
    /// Sets the value; returns false if it is not allowed.
    ///
    /// The suffix is what follows a name that ends in a dot.
    let set: @Sendable (inout SMPPCarrierOptions, _ value: String, _ suffix: String) -> Bool

    /// Longer than the standard's 8 octets, because many SMSCs accept more.
    static let longestPassword = 64

    /// Whether an option's value is a secret, which must not be shown.
    public static func isSecret(_ name: String) -> Bool {
        table.contains { $0.isSecret && $0.name == name }
    }

    /// Finds the option and sets it.
    static func apply(
        _ name: String,
        _ value: String,
        to options: inout SMPPCarrierOptions
    ) throws(CarrierOptionError) {
        for option in table {
            let suffix: Substring
            if option.name == name {
                suffix = ""
            } else if option.name.hasSuffix("."), name.hasPrefix(option.name) {
                suffix = name.dropFirst(option.name.count)
            } else {
                continue
            }
            guard option.set(&options, value, String(suffix)) else {
                let shown = option.isSecret ? "hidden" : value
                throw .invalid(name: name, value: shown, wanted: option.wanted)
            }
            return
        }
        let near = table.map(\.name).first { $0.lowercased() == name.lowercased() }
        throw .unknown(name: name, suggestion: near)
    }
}

// MARK: Kinds of options

extension SMPPOption {
    static func text(
        _ name: String,
        _ field: any WritableKeyPath<SMPPCarrierOptions, String> & Sendable,
        _ lengths: ClosedRange<Int>,
        isRequired: Bool = false,
        isSecret: Bool = false
    ) -> SMPPOption {
        SMPPOption(
            name: name,
            wanted: "a text of \(lengths.lowerBound) to \(lengths.upperBound) octets",
            isRequired: isRequired,
            isSecret: isSecret
        ) { options, value, _ in
            guard lengths.contains(value.utf8.count), !value.utf8.contains(0) else { return false }
            options[keyPath: field] = value
            return true
        }
    }

    static func number(
        _ name: String,
        _ field: any WritableKeyPath<SMPPCarrierOptions, Int> & Sendable,
        _ range: ClosedRange<Int>
    ) -> SMPPOption {
        number(name, range) { $0[keyPath: field] = $1 }
    }

    static func number(
        _ name: String,
        _ range: ClosedRange<Int>,
        _ set: @escaping @Sendable (inout SMPPCarrierOptions, Int) -> Void
    ) -> SMPPOption {
        SMPPOption(
            name: name,
            wanted: "a whole number of \(range.lowerBound) to \(range.upperBound)",
            isRequired: false,
            isSecret: false
        ) { options, value, _ in
            guard let number = Int(value), range.contains(number) else { return false }
            set(&options, number)
            return true
        }
    }

    static func seconds(
        _ name: String,
        _ field: any WritableKeyPath<SMPPCarrierOptions, Duration> & Sendable,
        _ range: ClosedRange<Int>
    ) -> SMPPOption {
        number(name, range) { $0[keyPath: field] = .seconds($1) }
    }

    static func word<Word>(
        _ name: String,
        _ field: any WritableKeyPath<SMPPCarrierOptions, Word> & Sendable
    ) -> SMPPOption
    where Word: RawRepresentable<String> & CaseIterable & Sendable {
        let words = Word.allCases.map(\.rawValue)
        return SMPPOption(
            name: name,
            wanted: "one of: \(words.joined(separator: ", "))",
            isRequired: false,
            isSecret: false
        ) { options, value, _ in
            guard let word = Word(rawValue: value) else { return false }
            options[keyPath: field] = word
            return true
        }
    }

    static func flag(
        _ name: String,
        _ set: @escaping @Sendable (inout SMPPCarrierOptions, Bool) -> Void
    ) -> SMPPOption {
        SMPPOption(name: name, wanted: "yes or no", isRequired: false, isSecret: false) {
            options,
            value,
            _ in
            guard value == "yes" || value == "no" else { return false }
            set(&options, value == "yes")
            return true
        }
    }

    /// An option with a value for each name, which follows a prefix.
    static func each(
        _ name: String,
        _ wanted: String,
        _ set: @escaping @Sendable (inout SMPPCarrierOptions, String, String) -> Bool
    ) -> SMPPOption {
        SMPPOption(name: name, wanted: wanted, isRequired: false, isSecret: false) {
            options,
            value,
            suffix in set(&options, value, suffix)
        }
    }
}
