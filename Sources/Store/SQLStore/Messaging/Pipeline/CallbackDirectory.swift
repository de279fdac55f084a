import AccountsModel
import Database
public import Essentials
public import MessagingModel

/// Caches the channels of tokens until accounts change.
///
/// Transactions ask it, so that notifications are queued only where they can be delivered, and
/// the sender of webhooks asks it where they go.
public final class CallbackDirectory: Sendable {
    /// The most tokens in the cache; it is emptied when full.
    private static let capacity = 100_000

    private struct State {
        var generation = 0
        var channels: [ObjectID: TokenChannels] = [:]
        /// The tokens that are being read in the background.
        var unread: Set<ObjectID> = []
    }

    private let store: SQLStore
    private let state = Locked(State())

    /// Creates an empty cache that follows the changes of accounts.
    public init(_ store: SQLStore) {
        self.store = store
        store.onChange(of: .accounts) { [weak self] in self?.forget() }
    }

    /// The callback of a token; one that is not in the cache is read in the background.
    public func callback(of token: ObjectID) -> CallbackAnswer {
        let (answer, generation) = state.withLock { state -> (CallbackAnswer, Int?) in
            if let known = state.channels[token] {
                return (known.callback.map(CallbackAnswer.found) ?? .none, nil)
            }
            let isFirst = state.unread.insert(token).inserted
            return (.notKnownYet, isFirst ? state.generation : nil)
        }
        if let generation { Task { await read(token, generation) } }
        return answer
    }

    /// The channels of a token, read in the transaction that asks if they are not in the cache.
    func channels(of token: ObjectID, in reader: any SQLReader) throws -> TokenChannels {
        let (known, generation) = state.withLock { ($0.channels[token], $0.generation) }
        if let known { return known }
        let channels = try TokenChannels.of(token, in: reader)
        keep(channels, of: token, generation)
        return channels
    }

    private func read(_ token: ObjectID, _ generation: Int) async {
        do {
            let channels = try await store.read { try TokenChannels.of(token, in: $0) }
            keep(channels, of: token, generation)
        } catch {
            // The store is unavailable: the next question reads again.
        }
        state.withLock { state in
            if state.generation == generation { state.unread.remove(token) }
        }
    }

    private func keep(_ channels: TokenChannels, of token: ObjectID, _ generation: Int) {
        state.withLock { state in
            guard state.generation == generation else { return }
            if state.channels.count >= Self.capacity { state.channels = [:] }
            state.channels[token] = channels
        }
    }

    private func forget() {
        state.withLock { state in
            state.generation += 1
            state.channels = [:]
            state.unread = []
        }
    }
}
