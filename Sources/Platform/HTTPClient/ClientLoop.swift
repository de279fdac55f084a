import CCurl
import Collections
import Essentials
import Glibc

/// The client's thread: waits for sockets, drives curl and passes answers back.
///
/// Uses `curl_multi_socket_action`, whose cost, unlike that of `curl_multi_perform`, does not grow
/// with the number of calls in flight.
final class ClientLoop {
    let configuration: HTTPClientConfiguration
    let sockets: SocketSet

    private let inbox: Inbox
    private let multi: UnsafeMutableRawPointer
    private var targets: TargetTable
    private var ready = Deque<PendingCall>()
    private var idle: [Transfer] = []
    private var busy: [UnsafeMutableRawPointer: Transfer] = [:]
    private var outbox: [(receiver: any AnswerReceiver, answers: [OutgoingAnswer])] = []
    /// When curl wants to be called because of a timeout, in monotonic nanoseconds.
    private var wakeAt: UInt64?
    private var started = 0
    private var finished = 0
    private var opened = 0

    /// Creates the loop on the thread that will run it; nil if the system lacks resources.
    init?(configuration: HTTPClientConfiguration, inbox: Inbox) {
        guard curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK,
            let sockets = SocketSet(inbox: inbox.descriptor), let multi = curl_multi_init()
        else { return nil }
        self.configuration = configuration
        self.inbox = inbox
        self.sockets = sockets
        self.multi = multi
        targets = TargetTable(targetGuard: configuration.targetGuard)
        setCallbacks()
    }

    deinit {
        idle.removeAll()
        curl_multi_cleanup(multi)
    }

    private func setCallbacks() {
        let context = Unmanaged.passUnretained(self).toOpaque()
        CCurl_multiSetLong(multi, CURLMOPT_MAXCONNECTS, configuration.mostInFlight)
        CCurl_multiSetSocketFunction(
            multi,
            { _, socket, what, context, _ in
                guard let context else { return 0 }
                let loop = Unmanaged<ClientLoop>.fromOpaque(context).takeUnretainedValue()
                loop.sockets.want(what, at: socket)
                return 0
            },
            context
        )
        CCurl_multiSetTimerFunction(
            multi,
            { _, milliseconds, context in
                guard let context else { return 0 }
                let loop = Unmanaged<ClientLoop>.fromOpaque(context).takeUnretainedValue()
                loop.setTimer(milliseconds)
                return 0
            },
            context
        )
    }

    /// Runs until the inbox is stopped.
    func run() {
        defer { abandon() }
        while true {
            let limit = inbox.prepareToSleep() ? millisecondsToWait : 0
            for event in sockets.wait(milliseconds: limit) {
                if event.socket == inbox.descriptor {
                    inbox.clearWakeUp()
                } else if sockets.isWanted(event.socket) {
                    act(event.socket, event.mask)
                }
            }
            guard let batches = inbox.take() else { return }
            batches.forEach(accept)
            runTimer()
            collect()
            startReady()
            report()
        }
    }

    // MARK: Calls

    private func accept(_ batch: Inbox.Batch) {
        for request in batch.requests {
            let target = targets.target(of: request.url)
            let call = PendingCall(request: request, receiver: batch.receiver, target: target)
            if let refusal = target.refusal {
                started += 1
                answer(call, .failed(.refused(refusal)))
            } else {
                ready.append(call)
            }
        }
    }

    private func startReady() {
        // A call may end as soon as it is started, e.g. when no connection can be opened.
        while startSome() {
            act(CURL_SOCKET_TIMEOUT, 0)
            collect()
        }
    }

    private func startSome() -> Bool {
        var isAnyStarted = false
        while busy.count < configuration.mostInFlight, let call = ready.popFirst() {
            let host = call.target.host
            if host.inFlight >= configuration.mostInFlightPerHost {
                host.waiting.append(call)
            } else if start(call) {
                isAnyStarted = true
            }
        }
        return isAnyStarted
    }

    private func start(_ call: PendingCall) -> Bool {
        started += 1
        guard let transfer = idle.popLast() ?? Transfer(loop: self) else {
            answer(call, .failed(.overloaded))
            return false
        }
        transfer.prepare(call)
        busy[transfer.easy] = transfer
        call.target.host.inFlight += 1
        curl_multi_add_handle(multi, transfer.easy)
        return true
    }

    /// Collects finished calls from curl.
    private func collect() {
        var left: Int32 = 0
        while let message = curl_multi_info_read(multi, &left) {
            guard message.pointee.msg == CURLMSG_DONE, let easy = message.pointee.easy_handle
            else { continue }
            end(easy, CCurl_result(message))
        }
    }

    private func end(_ easy: UnsafeMutableRawPointer, _ code: CURLcode) {
        curl_multi_remove_handle(multi, easy)
        guard let transfer = busy.removeValue(forKey: easy), let call = transfer.call else {
            return
        }
        let host = call.target.host
        host.inFlight -= 1
        if let next = host.waiting.popFirst() { ready.append(next) }
        let retryAfter = code == CURLE_OK ? transfer.retryAfter : nil
        answer(call, transfer.finish(code), retryAfter)
        if idle.count < 256 { idle.append(transfer) }
    }

    private func answer(
        _ call: PendingCall,
        _ result: OutgoingAnswer.Result,
        _ retryAfter: Duration? = nil
    ) {
        finished += 1
        let answer = OutgoingAnswer(id: call.request.id, result: result, retryAfter: retryAfter)
        if let index = outbox.firstIndex(where: { $0.receiver === call.receiver }) {
            outbox[index].answers.append(answer)
        } else {
            outbox.append((call.receiver, [answer]))
        }
    }

    private func report() {
        let (started, finished, opened) = (started, finished, opened)
        guard started + finished + opened > 0 else { return }
        (self.started, self.finished, self.opened) = (0, 0, 0)
        let inFlight = busy.count
        inbox.update(started: started) { statistics in
            statistics.inFlight = inFlight
            statistics.finished += finished
            statistics.connectionsOpened += opened
        }
        for (receiver, answers) in outbox { receiver.take(answers) }
        outbox.removeAll(keepingCapacity: true)
    }

    /// Ends all calls at once.
    private func abandon() {
        for (easy, transfer) in busy {
            curl_multi_remove_handle(multi, easy)
            guard let call = transfer.call else { continue }
            while let next = call.target.host.waiting.popFirst() { ready.append(next) }
            answer(call, .failed(.stopped))
        }
        busy.removeAll()
        while let call = ready.popFirst() {
            started += 1
            answer(call, .failed(.stopped))
        }
        report()
        inbox.stop()
    }

    // MARK: curl

    func openSocket(family: Int32, type: Int32, protocol number: Int32) -> Int32 {
        opened += 1
        return sockets.open(family: family, type: type, protocol: number)
    }

    private func act(_ socket: curl_socket_t, _ mask: Int32) {
        var running: Int32 = 0
        curl_multi_socket_action(multi, socket, mask, &running)
    }

    private func setTimer(_ milliseconds: Int) {
        guard milliseconds >= 0 else {
            wakeAt = nil
            return
        }
        wakeAt = monotonicNanoseconds() + UInt64(milliseconds) * 1_000_000
    }

    private func runTimer() {
        guard let wakeAt, wakeAt <= monotonicNanoseconds() else { return }
        self.wakeAt = nil
        act(CURL_SOCKET_TIMEOUT, 0)
    }

    private var millisecondsToWait: Int32 {
        guard let wakeAt else { return -1 }
        let now = monotonicNanoseconds()
        guard wakeAt > now else { return 0 }
        return Int32(min((wakeAt - now) / 1_000_000 + 1, 60_000))
    }
}
