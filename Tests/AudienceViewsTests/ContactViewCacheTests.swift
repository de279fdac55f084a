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
        cache.insert(view, of: one, full, version: 7)
        let same = AudienceAccess(scopes: [.audienceDataFull, .audienceList], plan: .xl)
        #expect(cache.view(of: one, same, version: 7)?.attributes == view.attributes)
        #expect(cache.view(of: one, basic, version: 7) == nil)
        #expect(cache.view(of: other, full, version: 7) == nil)
        let withEvents = AudienceAccess(
            scopes: [.audienceDataFull, .audienceDataEvents],
            plan: .l
        )
        #expect(cache.view(of: one, withEvents, version: 7) == nil)
    }

    @Test func `a view is not found of another version of the catalogue`() {
        let project = ProjectID(1)
        let view = ContactView(catalogue, basic)
        cache.insert(view, of: project, basic, version: 7)
        #expect(cache.view(of: project, basic, version: 8) == nil)
    }
}
