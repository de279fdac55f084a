import AudienceModel
import AudienceViews
import CSVCoding
import Essentials
import HTTPAPI
import JSONCoding

/// The body of an export.
struct ExportQuery {
    /// The filter; nil matches everything.
    let root: JSONValue?
    let shape: ExportShape

    /// - Parameters:
    ///   - object: the body.
    ///   - view: the attributes that may be exported; nil for an export of events.
    /// - Throws: ``ServiceError/invalid(_:)`` with all errors.
    init(_ object: JSONObject, _ view: ContactView?) throws(ServiceError) {
        var fields = RequestFields(object)
        root = object["root"]
        var shape = ExportShape()
        if let name = fields.text("format") {
            if let format = RowFormat(rawValue: name) {
                shape.format = format
            } else {
                fields.refuse("format", Phrase.mustBe("csv or ndjson"))
            }
        }
        if let text = fields.text("delimiter") {
            if let byte = text.utf8.first, text.utf8.count == 1,
                let delimiter = CSVDelimiter(rawValue: byte)
            {
                shape.delimiter = delimiter
            } else {
                fields.refuse("delimiter", Phrase.mustBe("a comma, a semicolon, a tab or |"))
            }
        }
        shape.isSpreadsheetSafe = fields.flag("spreadsheetSafe") ?? false
        if let view, let names = fields.texts("attributes") {
            shape.attributes = names
            for name in names where !view.knows(name) {
                fields.refuse("attributes", Phrase.mustBe("attributes of the project", not: name))
            }
        }
        self.shape = shape
        let members = ["root", "format", "delimiter", "spreadsheetSafe"]
        fields.refuseOthers(than: members + (view == nil ? [] : ["attributes"]))
        try fields.check()
    }
}
