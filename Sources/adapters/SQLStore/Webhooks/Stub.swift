import Database
import Domain
extension SQLTransaction { func insert(_ n: [Notification]) throws {} }
