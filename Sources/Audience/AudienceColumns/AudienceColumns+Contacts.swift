import Attributes
import Essentials
public import Filters

extension AudienceColumns {
    /// How many contacts match.
    public func count(_ filter: BoundFilter) -> Int {
        let compiled = CompiledFilter(filter, in: self)
        return contacts.chunks.reduce(0) { $0 + compiled.rows(of: $1).cardinality }
    }

    /// The contacts that match now, for a scroll that later changes do not affect.
    public func matches(_ filter: BoundFilter) -> ContactSet {
        let compiled = CompiledFilter(filter, in: self)
        var serials = Bits(count: Int(contacts.lastSerial) + 1)
        for chunk in contacts.chunks {
            compiled.rows(of: chunk).forEach { serials.insertWithinRoom(Int(chunk.serials[$0])) }
        }
        return ContactSet(serials)
    }

    /// The contacts that match after a row, in order of rows.
    ///
    /// It stops when the page is full, so that a page of a filter without events is cheap; for a
    /// filter with events use ``matches(_:)``.
    ///
    /// - Parameters:
    ///   - filter: selects the contacts.
    ///   - row: the end of the previous page; nil for the first page.
    ///   - last: the highest row, ``lastRow`` when the scroll began.
    ///   - limit: the most contacts of the page.
    /// - Returns: the contacts.
    public func page(
        _ filter: BoundFilter,
        after row: ContactRow?,
        through last: ContactRow,
        limit: Int
    ) -> [ContactRow] {
        let compiled = CompiledFilter(filter, in: self)
        var page: [ContactRow] = []
        let start = row?.serial ?? 0
        for chunk in contacts.chunks {
            guard let first = chunk.serials.first, let end = chunk.serials.last, end > start else {
                continue
            }
            guard first <= last.serial, page.count < limit else { break }
            for row in compiled.rows(of: chunk).rows(from: 0) {
                let serial = chunk.serials[row]
                guard serial > start, serial <= last.serial, page.count < limit else { continue }
                page.append(ContactRow(serial: serial))
            }
        }
        return page
    }

    /// The first contacts that match, sorted by an attribute.
    ///
    /// Contacts without the value come last in both directions. A list is sorted by its first
    /// value, and equal values are in order of arrival. Texts are in the order of their folded
    /// bytes.
    ///
    /// - Parameters:
    ///   - filter: selects the contacts.
    ///   - attribute: the attribute to sort by; nil for order of rows.
    ///   - ascending: whether the lowest value comes first.
    ///   - offset: how many to skip.
    ///   - limit: how many to return.
    /// - Returns: the contacts, and how many match in total.
    public func first(
        _ filter: BoundFilter,
        by attribute: String? = nil,
        ascending: Bool = true,
        offset: Int = 0,
        limit: Int
    ) -> (rows: [ContactRow], total: Int) {
        let compiled = CompiledFilter(filter, in: self)
        let column = attribute.flatMap(contacts.list.index)
        // A long list compares each text often: then it is better to sort all texts once.
        let isLong = offset + limit > 1_000
        let ranks = column.flatMap { index -> [UInt32]? in
            let column = contacts.list.columns[index]
            return isLong && column.type.isTextual ? column.pool.ranks(pace) : nil
        }
        if let column, contacts.list.columns[column].type.isTextual {
            _ = contacts.list.columns[column].pool.prepareOrder(pace)
        }
        guard !pace.isStopped else { return ([], 0) }
        var best = BestRows(limit: offset + limit, ascending: ascending)
        var total = 0
        for chunk in contacts.chunks {
            let mask = compiled.rows(of: chunk)
            total += mask.cardinality
            guard pace.spend(10 * mask.cardinality) else { break }
            let keys = column.map {
                SortKeys(chunk.values[$0], contacts.list.columns[$0], ranks: ranks)
            }
            mask.forEach { row in
                best.offer(keys?.key(row) ?? .missing, Int64(chunk.serials[row]))
            }
        }
        let rows = best.sorted(pace).dropFirst(offset).map { ContactRow(serial: UInt32($0.number)) }
        return (rows, total)
    }
}

/// The contacts that matched at one moment.
public struct ContactSet: Sendable {
    private let serials: Bits

    init(_ serials: Bits) { self.serials = serials }

    /// How many there are.
    public var count: Int { serials.count }

    /// Whether the contact is one of them.
    public func contains(_ row: ContactRow) -> Bool { serials[Int(row.serial)] }

    /// The contacts after a row, in order, at most `limit`.
    public func page(after row: ContactRow?, limit: Int) -> [ContactRow] {
        serials.page(after: Int(row?.serial ?? 0), limit: limit).map {
            ContactRow(serial: UInt32($0))
        }
    }
}
