import Glibc

/// A point on the Earth's surface, in degrees (WGS 84).
public struct Coordinates: Sendable, Hashable {
    /// Degrees north of the equator, -90 to 90.
    public let latitude: Double
    /// Degrees east of Greenwich, -180 to 180.
    public let longitude: Double

    /// Creates the point; nil if a number is out of range.
    public init?(latitude: Double, longitude: Double) {
        guard (-90...90).contains(latitude), (-180...180).contains(longitude) else { return nil }
        // Adding zero turns -0 into 0, so that equal points have equal bits.
        self.latitude = latitude + 0
        self.longitude = longitude + 0
    }

    /// The distance to another point in kilometres, on a sphere with the Earth's mean radius.
    ///
    /// Uses the haversine formula; the error is at most 0.5 %, because the Earth is not a sphere.
    public func kilometres(to other: Coordinates) -> Double {
        let radians = Double.pi / 180
        let latitudes = (other.latitude - latitude) * radians / 2
        let longitudes = (other.longitude - longitude) * radians / 2
        let chord =
            sin(latitudes) * sin(latitudes) + cos(latitude * radians)
            * cos(other.latitude * radians) * sin(longitudes) * sin(longitudes)
        return 2 * Coordinates.earthRadius * asin(min(1, chord.squareRoot()))
    }

    /// The Earth's mean radius, in kilometres (IUGG).
    public static let earthRadius = 6371.0088
}
