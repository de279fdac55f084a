#include "CSIMDJSON.h"

#include <simdjson.h>

#include <memory>
#include <new>
#include <vector>

namespace {

using simdjson::dom::element;
using simdjson::dom::element_type;

/// Buffers of documents above this size are not kept on the thread.
constexpr size_t kept_length = 256 * 1024;

struct Scratch {
    simdjson::dom::parser parser;
    std::vector<CSIMDJSONNode> nodes;
};

/// The same document with integers beyond 64 bits written as doubles, which simdjson accepts.
std::vector<uint8_t> with_large_integers_as_doubles(const uint8_t *bytes, size_t length) {
    std::vector<uint8_t> result;
    result.reserve(length + length / 8 + 2);
    bool in_string = false;
    for (size_t place = 0; place < length;) {
        uint8_t octet = bytes[place];
        bool starts_number = !in_string && (octet == '-' || (octet >= '0' && octet <= '9'));
        if (!starts_number) {
            result.push_back(octet);
            place++;
            if (octet == '"') in_string = !in_string;
            if (in_string && octet == '\\' && place < length) result.push_back(bytes[place++]);
            continue;
        }
        size_t start = place;
        bool is_integer = true;
        for (; place < length; place++) {
            octet = bytes[place];
            if (octet == '.' || octet == 'e' || octet == 'E') is_integer = false;
            else if (octet != '-' && octet != '+' && (octet < '0' || octet > '9')) break;
        }
        result.insert(result.end(), bytes + start, bytes + place);
        if (is_integer && place - start > 18) {
            result.push_back('.');
            result.push_back('0');
        }
    }
    return result;
}

void append_text(std::vector<CSIMDJSONNode> &nodes, std::string_view text) {
    CSIMDJSONNode node{};
    node.kind = CSIMDJSON_STRING;
    node.count = static_cast<uint32_t>(text.size());
    node.text = text.data();
    nodes.push_back(node);
}

bool flatten(std::vector<CSIMDJSONNode> &nodes, const element &value, int depth) {
    CSIMDJSONNode node{};
    switch (value.type()) {
    case element_type::NULL_VALUE: node.kind = CSIMDJSON_NULL; break;
    case element_type::BOOL:
        node.kind = value.get_bool().value_unsafe() ? CSIMDJSON_TRUE : CSIMDJSON_FALSE;
        break;
    case element_type::INT64:
        node.kind = CSIMDJSON_INTEGER;
        node.integer = value.get_int64().value_unsafe();
        break;
    case element_type::UINT64:
        node.kind = CSIMDJSON_DOUBLE;
        node.number = static_cast<double>(value.get_uint64().value_unsafe());
        break;
    case element_type::DOUBLE:
        node.kind = CSIMDJSON_DOUBLE;
        node.number = value.get_double().value_unsafe();
        break;
    case element_type::STRING: append_text(nodes, value.get_string().value_unsafe()); return true;
    case element_type::ARRAY: {
        if (depth == 0) return false;
        size_t place = nodes.size();
        node.kind = CSIMDJSON_ARRAY;
        nodes.push_back(node);
        uint32_t count = 0;
        // In a variable, because a range in a temporary would end before the loop starts.
        const simdjson::dom::array children = value.get_array().value_unsafe();
        for (element child : children) {
            if (!flatten(nodes, child, depth - 1)) return false;
            count++;
        }
        nodes[place].count = count;
        return true;
    }
    case element_type::OBJECT: {
        if (depth == 0) return false;
        size_t place = nodes.size();
        node.kind = CSIMDJSON_OBJECT;
        nodes.push_back(node);
        uint32_t count = 0;
        const simdjson::dom::object members = value.get_object().value_unsafe();
        for (auto member : members) {
            append_text(nodes, member.key);
            if (!flatten(nodes, member.value, depth - 1)) return false;
            count++;
        }
        nodes[place].count = count;
        return true;
    }
    }
    nodes.push_back(node);
    return true;
}

}  // namespace

int CSIMDJSON_parse(
    const uint8_t *bytes, size_t length, int most_depth, const CSIMDJSONNode **nodes,
    size_t *count) {
    static thread_local std::unique_ptr<Scratch> scratch;
    static thread_local size_t last_length = 0;
    try {
        if (!scratch || last_length > kept_length) scratch = std::make_unique<Scratch>();
        last_length = length;
        scratch->nodes.clear();
        auto parsed = scratch->parser.parse(bytes, length, true);
        if (parsed.error() == simdjson::NUMBER_ERROR) {
            auto rewritten = with_large_integers_as_doubles(bytes, length);
            parsed = scratch->parser.parse(rewritten.data(), rewritten.size(), true);
        }
        if (parsed.error() == simdjson::DEPTH_ERROR) return CSIMDJSON_TOO_DEEP;
        if (parsed.error() == simdjson::MEMALLOC) return CSIMDJSON_OUT_OF_MEMORY;
        if (parsed.error()) return CSIMDJSON_MALFORMED;
        if (!flatten(scratch->nodes, parsed.value_unsafe(), most_depth)) return CSIMDJSON_TOO_DEEP;
        *nodes = scratch->nodes.data();
        *count = scratch->nodes.size();
        return CSIMDJSON_OK;
    } catch (const std::bad_alloc &) {
        return CSIMDJSON_OUT_OF_MEMORY;
    }
}
