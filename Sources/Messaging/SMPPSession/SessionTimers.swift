/// How long a session waits (SMPP 3.4, 7.2).
///
/// | timer | default | what happens then |
/// | --- | --- | --- |
/// | ``bind`` | 10 s | a connection that is not bound is closed |
/// | ``authentication`` | 30 s | a bind that the owner has not decided gets ESME_RSYSERR |
/// | ``response`` | 30 s | a request of ours counts as lost |
/// | ``probe`` | 30 s | a silent peer gets an enquire_link |
/// | ``silence`` | 90 s | a silent peer is closed |
/// | ``inactivity`` | none | a peer that only answers enquire_link is unbound |
/// | ``unbind`` | 5 s | an unbind that does not finish closes the connection |
///
/// ``response``, ``probe`` and ``silence`` stand still while the session does not read.
public struct SessionTimers: Hashable, Sendable {
    /// From the connection to the bind.
    public var bind = Duration.seconds(10)
    /// From the bind request to the owner's decision.
    public var authentication = Duration.seconds(30)
    /// From a request of ours to its answer.
    public var response = Duration.seconds(30)
    /// From the last PDU of the peer to our enquire_link, and from one enquire_link to the next.
    public var probe = Duration.seconds(30)
    /// From the last PDU of the peer to the end.
    public var silence = Duration.seconds(90)
    /// From the last PDU other than enquire_link, either way, to our unbind.
    public var inactivity: Duration?
    /// From an unbind that this end did not start, to the end.
    public var unbind = Duration.seconds(5)

    /// Creates the defaults.
    public init() {}
}
