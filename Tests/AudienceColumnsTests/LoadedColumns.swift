import AudienceColumns
import FilterSamples
import Filters

/// Columns that hold a world.
struct LoadedColumns {
    let columns = AudienceColumns(FilterWorld.catalogue)
    var rows: [ContactRow] = []
    var sources: [SourceRow] = []

    init(_ world: FilterWorld) {
        for person in world.contacts {
            let row = columns.insert(person.pairs)
            let source = columns.addSource(to: row)
            for event in person.events { columns.append(event, of: source) }
            rows.append(row)
            sources.append(source)
        }
    }

    /// The positions of the contacts that meet a filter.
    func indices(_ filter: BoundFilter) -> [Int] {
        let found = Set(columns.matches(filter).page(after: nil, limit: .max))
        return rows.indices.filter { found.contains(rows[$0]) }
    }
}
