import AccountsModel
import Essentials

/// The data sources of one project, by id and by number.
struct ProjectSources: Sendable {
    /// All of them, oldest first, including deleted ones.
    let all: [DataSource]
    private let numbers: [ObjectID: UInt16]
    private let places: [UInt16: Int]

    init(_ sources: [DataSource]) {
        all = sources
        numbers = Dictionary(
            sources.map { ($0.id, UInt16(clamping: $0.sequence)) }
        ) { first, _ in first }
        places = Dictionary(
            sources.enumerated().map { (UInt16(clamping: $1.sequence), $0) }
        ) { first, _ in first }
    }

    /// The number of a data source within its project; nil if it belongs to another project.
    func number(of id: ObjectID) -> UInt16? { numbers[id] }

    /// The data source with that number.
    func source(_ number: UInt16) -> DataSource? { places[number].map { all[$0] } }

    /// The id of the data source with that number.
    func id(of number: UInt16) -> ObjectID? { source(number)?.id }

    /// The priorities of data sources, by number.
    var priorities: [UInt16: Int] { places.mapValues { all[$0].profile.priority } }

    /// Those that are not deleted, oldest first.
    var live: [DataSource] { all.filter(\.isLive) }
}
