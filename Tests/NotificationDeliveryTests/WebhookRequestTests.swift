import AccountsModel
import Essentials
import HTTPClient
import MessagingModel
import Testing

@testable import NotificationDelivery

@Suite struct WebhookRequestTests {
    private let moment = Timestamp(seconds: 1_780_000_000)

    private func notification(
        clientID: String? = nil,
        status: String = "delivered",
        code: Int = 0,
        inbound: (text: String, from: String, to: String)? = nil
    ) -> Notification {
        Notification(
            id: ObjectID(high: 1, low: 2),
            endpoint: NotificationEndpoint(project: ProjectID(1), token: ObjectID(high: 9, low: 1)),
            subject: ObjectID(high: 5, low: 3),
            payload: inbound.map {
                .inboundMessage(
                    .init(
                        status: status,
                        clientID: clientID,
                        text: $0.text,
                        from: $0.from,
                        to: $0.to
                    )
                )
            } ?? .messageStatus(.init(status: status, code: code, clientID: clientID)),
            eventAt: moment,
            dueAt: moment
        )
    }

    private func body(_ notification: Notification) -> String {
        String(decoding: WebhookBody.bytes(of: notification), as: UTF8.self)
    }

    @Test func `a report has the five keys and null for no client id`() {
        #expect(
            body(notification(status: "failed", code: 1))
                == #"{"id":"000000000000000500000003","clientId":null,"status":"failed","#
                + #""code":1,"eventAt":"2026-05-28T20:26:40Z"}"#
        )
    }

    @Test func `an inbound message adds its text and both numbers`() {
        let inbound = (text: "Sí \"ok\"\n👋", from: "+34600111222", to: "+34900")
        #expect(
            body(notification(clientID: "a\\b", status: "inbound", inbound: inbound))
                == #"{"id":"000000000000000500000003","clientId":"a\\b","status":"inbound","#
                + #""code":0,"eventAt":"2026-05-28T20:26:40Z","message":"Sí \"ok\"\n👋","#
                + #""from":"+34600111222","to":"+34900"}"#
        )
    }

    /// Expected value from the Python package `standardwebhooks` with the same key, id and time.
    @Test func `the signature is the one of Standard Webhooks`() {
        let target = CallbackTarget(
            url: "https://example.com",
            secret: Array(repeating: 7, count: 32)
        )
        let request = WebhookRequest.request(
            for: notification(clientID: "order-77"),
            id: 5,
            to: target,
            at: moment,
            timeout: .seconds(5)
        )
        #expect(request.id == 5)
        #expect(
            request.headers == [
                "Content-Type: application/json",
                "webhook-id: 000000000000000100000002",
                "webhook-timestamp: 1780000000",
                "webhook-signature: v1,uQhttC3wDWjMEsI3Kc2B7Fq/+91FL3IU2mUvI0UaA4M=",
            ]
        )
    }

    @Test func `a callback without secret gets no signature`() {
        let request = WebhookRequest.request(
            for: notification(),
            id: 5,
            to: CallbackTarget(url: "https://example.com", secret: nil),
            at: moment,
            timeout: .seconds(5)
        )
        #expect(!request.headers.contains { $0.hasPrefix("webhook-signature") })
    }
}
