import SMPPCodec
import Testing

/// Receipts in the layouts of the field; the layouts are real, ids, dates and texts are made up.
struct ReceiptFixture: Sendable, CustomTestStringConvertible {
    let origin: String
    let text: String
    let messageID: String?
    let state: MessageState?
    let error: String?
    let doneDate: String?
    let message: String?

    var testDescription: String { origin }

    init(
        _ origin: String,
        _ text: String,
        id: String?,
        _ state: MessageState?,
        error: String? = "000",
        done: String? = "2026-11-21T00:15:00Z",
        message: String? = nil
    ) {
        self.origin = origin
        self.text = text
        messageID = id
        self.state = state
        self.error = error
        doneDate = done
        self.message = message
    }

    static let all = standard + fromIssues + fromVariations
}

extension ReceiptFixture {
    /// Layouts that specifications and providers document.
    private static let standard = [
        ReceiptFixture(
            "SMPP 3.4, Appendix B: one digit of error, capital Text",
            "id:0123456789 sub:001 dlvrd:001 submit date:2611210010 done date:2611210015 "
                + "stat:DELIVRD err:0 Text:Your code is 12345 ",
            id: "0123456789",
            .delivered,
            error: "0",
            message: "Your code is 12345"
        ),
        ReceiptFixture(
            "Nexmo's help page on SMPP receipts: the text is the word none",
            "id:0000000012345678 sub:001 dlvrd:001 submit date:2611210010 done date:2611210015 "
                + "stat:DELIVRD err:000 text:none",
            id: "0000000012345678",
            .delivered,
            message: "none"
        ),
        ReceiptFixture(
            "smppcenter.com's knowledge base: seconds in the dates",
            "id:64567564356765435676 sub:001 dlvrd:001 submit date:261121001000 "
                + "done date:261121001530 stat:UNDELIV err:021 text:Hello",
            id: "64567564356765435676",
            .undeliverable,
            error: "021",
            done: "2026-11-21T00:15:30Z",
            message: "Hello"
        ),
        ReceiptFixture(
            "an answer on Stack Overflow (8754853): no text at all",
            "id:40072910491427628 sub:001 dlvrd:001 submit date:2611210010 done date:2611210015 "
                + "stat:DELIVRD err:000",
            id: "40072910491427628",
            .delivered
        ),
        ReceiptFixture(
            "a Chinese article on receipts (e-com-net.com 2299106): words cut in the text",
            "id:0911897980 sub:001 dlvrd:000 submit date:2611210010 done date:2611210015 "
                + "stat:UNDELIV err:075 text:-PROFILE",
            id: "0911897980",
            .undeliverable,
            error: "075",
            message: "-PROFILE"
        ),
    ]

    /// Layouts that broke a library, from its issues.
    private static let fromIssues = [
        ReceiptFixture(
            "jookies/jasmin issue 70, Clickatell: 32 hexadecimal digits, empty text",
            "id:a29f6845555647139e5c8f3b817f2c9b sub:001 dlvrd:001 submit date:261121001000 "
                + "done date:261121001500 stat:DELIVRD err:000 text:",
            id: "a29f6845555647139e5c8f3b817f2c9b",
            .delivered,
            message: ""
        ),
        ReceiptFixture(
            "opentelecoms-org/jsmpp issue 62: neither sub nor dlvrd",
            "id:1526758175 submit date:2611210010 done date:2611210015 stat:DELIVRD err:000 "
                + "text:hello",
            id: "1526758175",
            .delivered,
            message: "hello"
        ),
        ReceiptFixture(
            "uudashr/jsmpp issue 67: id, dates, state and error alone",
            "id:0654354027 submit date:2611210010 done date:2611210015 stat:EXPIRED err:000",
            id: "0654354027",
            .expired
        ),
        ReceiptFixture(
            "onlinecity/php-smpp issue 70: eight letters of state, four digits of error",
            "id:117062714244798262 sub:001 dlvrd:001 submit date:2611210010 done date:2611210015 "
                + "stat:DELIVERD err:0000 text:H\u{1B}ello",
            id: "117062714244798262",
            .delivered,
            error: "0000",
            message: "H\u{1B}ello"
        ),
        ReceiptFixture(
            "onlinecity/php-smpp issue 29: a space behind the colons",
            "id: 42 sub: 001 dlvrd: 001 submit date: 2611210010 done date: 2611210015 "
                + "stat: DELIVRD err: 0 text: hi",
            id: "42",
            .delivered,
            error: "0",
            message: "hi"
        ),
        ReceiptFixture(
            "funbox/smppex issue 46: dates as SMPP times with a zone",
            "id:rdwjwxns18krxr9936ey96ymcx sub:000 dlvrd:000 submit date:261121031000912+ "
                + "done date:261121031500012+ stat:UNDELIV err:000",
            id: "rdwjwxns18krxr9936ey96ymcx",
            .undeliverable
        ),
        ReceiptFixture(
            "kneodev/ksmppd issue 108: a UUID, and the state without its name",
            "id:ce5bc5a9-4f7d-4282-9244-2e1022a9335d sub:000 dlvrd:000 submit date:261121001000 "
                + "done date:261121001500 DELIVRD err:000 Text:",
            id: "ce5bc5a9-4f7d-4282-9244-2e1022a9335d",
            .delivered,
            message: ""
        ),
        ReceiptFixture(
            "twitter-archive/cloudhopper-smpp issue 40: an error of letters",
            "id:77 sub:001 dlvrd:000 submit date:2611210010 done date:2611210015 stat:REJECTD "
                + "err:00A text:x",
            id: "77",
            .rejected,
            error: "00A",
            message: "x"
        ),
        ReceiptFixture(
            "twitter-archive/cloudhopper-smpp issue 105: sub is empty",
            "id:78 sub: dlvrd: submit date:2611210010 done date:2611210015 stat:DELIVRD err:000",
            id: "78",
            .delivered
        ),
    ]

    /// Further ways in which the fields can come.
    private static let fromVariations = [
        ReceiptFixture(
            "other order, text first",
            "text:Hello stat:DELIVRD err:000 done date:2611210015 id:5",
            id: "5",
            .delivered,
            message: "Hello"
        ),
        ReceiptFixture(
            "other case, commas and other names",
            "MsgID: 0x1F, Status: Undeliverable, Error: Absent subscriber, DoneDate: 2611210015",
            id: "0x1F",
            .undeliverable,
            error: "Absent subscriber"
        ),
        ReceiptFixture(
            "underscores, and a date that reads well",
            "id:6;submit_date:2026-11-21 00:10:00;done_date:2026-11-21 00:15:00;stat:2;err:000",
            id: "6",
            .delivered
        ),
        ReceiptFixture(
            "century in the dates, unknown state, no error",
            "id:7 sub:1 dlvrd:0 submit date:20261121001000 done date:20261121001500 stat:NOROUTE",
            id: "7",
            nil,
            error: nil
        ),
        ReceiptFixture(
            "seconds of the epoch",
            "id:8 done date:1795220100 stat:FAILED err:1",
            id: "8",
            .undeliverable,
            error: "1"
        ),
        ReceiptFixture(
            "ISO 8601, extra spaces and line ends",
            "  id:9   done date:2026-11-21T00:15:00Z \r\n stat:ACCEPTD   err:000  ",
            id: "9",
            .accepted
        ),
        ReceiptFixture(
            "a date that is none",
            "id:10 submit date:0000000000 done date:unknown stat:UNKNOWN err:000",
            id: "10",
            .unknown,
            done: nil
        ),
        ReceiptFixture(
            "fields within the text do not count",
            "id:11 done date:2611210015 stat:DELETED err:000 text:id:12 stat:DELIVRD",
            id: "11",
            .deleted,
            message: "id:12 stat:DELIVRD"
        ),
    ]
}
