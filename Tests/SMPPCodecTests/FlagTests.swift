import SMPPCodec
import Testing

@Suite struct FlagTests {
    @Test(arguments: 0...255 as ClosedRange<UInt8>)
    func `every esm_class keeps what is not changed`(octet: UInt8) {
        var esmClass = ESMClass(rawValue: octet)
        esmClass.hasUserDataHeader.toggle()
        esmClass.hasUserDataHeader.toggle()
        esmClass.replyPath.toggle()
        esmClass.replyPath.toggle()
        esmClass.messageMode = esmClass.messageMode
        #expect(esmClass.rawValue == octet)
    }

    @Test(arguments: 0...255 as ClosedRange<UInt8>)
    func `every registered_delivery keeps what is not changed`(octet: UInt8) {
        var delivery = RegisteredDelivery(rawValue: octet)
        delivery.receipt = delivery.receipt
        delivery.wantsDeliveryAcknowledgement.toggle()
        delivery.wantsDeliveryAcknowledgement.toggle()
        delivery.wantsUserAcknowledgement.toggle()
        delivery.wantsUserAcknowledgement.toggle()
        delivery.wantsIntermediateNotification.toggle()
        delivery.wantsIntermediateNotification.toggle()
        #expect(delivery.rawValue == octet)
    }

    @Test func `the bits are those of the specification`() {
        let esmClass = ESMClass(
            mode: .storeAndForward,
            type: .deliveryReceipt,
            hasUserDataHeader: true,
            replyPath: true
        )
        #expect(esmClass.rawValue == 0xC7)
        #expect(ESMClass(rawValue: 0x04).isReceipt)
        #expect(ESMClass(rawValue: 0x20).isReceipt)
        #expect(!ESMClass(rawValue: 0x43).isReceipt)
        #expect(!ESMClass(rawValue: 0x08).isReceipt)
        #expect(ESMClass(rawValue: 0x3C).messageType == nil)
        #expect(
            RegisteredDelivery(.onFailure, wantsIntermediateNotification: true).rawValue == 0x12
        )
    }

    @Test(arguments: MessageState.allCases)
    func `a state is known by its word`(state: MessageState) {
        #expect(MessageState(receiptWord: state.receiptWord) == state)
        #expect(MessageState(receiptWord: state.receiptWord.lowercased()) == state)
        #expect(MessageState(receiptWord: String(state.rawValue)) == state)
        #expect(state.isFinal == (state != .enroute && state != .scheduled))
    }
}
