import AccountsModel
import Attributes
import AudienceModel
import AudienceViews
import HTTPAPI
import Testing

@Suite struct ContactViewCacheTests {
    private let cache = ContactViewCache()
    private let full = AudienceAccess(scopes: [.audienceDataFull], plan: .l)
    private let basic = AudienceAccess(scopes: [.audienceDataBasic], plan: .l)
    private let catalogue = KnownAttributes.all

    @Test func `a view is shared by tokens that see as much of the same project`() {
        let (one, other) = (ProjectID(1), ProjectID(2))
        let view = ContactView(catalogue, full)
        cache.insert(view, of: one, full, attributesCount: catalogue.count)
        let same = AudienceAccess(scopes: [.audienceDataFull, .audienceList], plan: .xl)
        let count = catalogue.count
        #expect(cache.view(of: one, same, attributesCount: count)?.attributes == view.attributes)
        #expect(cache.view(of: one, basic, attributesCount: count) == nil)
        #expect(cache.view(of: other, full, attributesCount: count) == nil)
        let withEvents = AudienceAccess(
            scopes: [.audienceDataFull, .audienceDataEvents],
            plan: .l
        )
        #expect(cache.view(of: one, withEvents, attributesCount: count) == nil)
    }

    @Test func `a view is not found once the project has a new attribute`() {
        let project = ProjectID(1)
        let view = ContactView(catalogue, basic)
        cache.insert(view, of: project, basic, attributesCount: catalogue.count)
        #expect(cache.view(of: project, basic, attributesCount: catalogue.count + 1) == nil)
    }
}
