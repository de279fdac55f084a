import AccountsModel
import Attributes
import AudienceModel
import AudienceViews
import HTTPAPI
import Testing

@Suite struct ContactViewShelfTests {
    private let shelf = ContactViewShelf()
    private let full = AudienceAccess(scopes: [.audienceDataFull], plan: .l)
    private let basic = AudienceAccess(scopes: [.audienceDataBasic], plan: .l)
    private let catalogue = KnownAttributes.all

    @Test func `a view is found again by whoever sees as much of the same project`() {
        let (one, other) = (ProjectID(1), ProjectID(2))
        let view = ContactView(catalogue, full)
        shelf.keep(view, of: one, full, attributesCount: catalogue.count)
        let same = AudienceAccess(scopes: [.audienceDataFull, .audienceList], plan: .xl)
        let count = catalogue.count
        #expect(shelf.view(of: one, same, attributesCount: count)?.attributes == view.attributes)
        #expect(shelf.view(of: one, basic, attributesCount: count) == nil)
        #expect(shelf.view(of: other, full, attributesCount: count) == nil)
        let withEvents = AudienceAccess(
            scopes: [.audienceDataFull, .audienceDataEvents],
            plan: .l
        )
        #expect(shelf.view(of: one, withEvents, attributesCount: count) == nil)
    }

    @Test func `a view is made anew when the project has a new attribute`() {
        let project = ProjectID(1)
        let view = ContactView(catalogue, basic)
        shelf.keep(view, of: project, basic, attributesCount: catalogue.count)
        #expect(shelf.view(of: project, basic, attributesCount: catalogue.count + 1) == nil)
    }
}
