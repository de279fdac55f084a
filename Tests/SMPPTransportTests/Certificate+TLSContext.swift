import EventLoop
import TestSupport

extension Certificate {
    func server() throws -> TLSContext {
        try TLSContext.server(certificatePath: path, keyPath: keyPath)
    }

    func client() throws -> TLSContext { try TLSContext.client(authority: .file(path)) }
}
