using Microsoft.AspNetCore.Http;
using Vidimus.Platform.Problems;

namespace Vidimus.Platform.Http;

/// <summary>
/// A family of routes with one contract. No two surfaces share a path, so the path alone decides the shape of every
/// answer, errors included.
/// </summary>
public abstract class Surface
{
    /// <summary>Paths under which this surface answers, such as <c>/verix</c>.</summary>
    public abstract IReadOnlyList<PathString> Bases { get; }

    /// <summary>Writes the headers of this surface that every answer carries.</summary>
    public virtual void Prepare(HttpContext http) { }

    /// <summary>Writes a refusal in the surface's own error body.</summary>
    public abstract Task Write(HttpContext http, Problem problem);
}

/// <summary>Picks the surface of a request by its path; the native one answers everything no other claims.</summary>
public sealed class Surfaces(IEnumerable<Surface> surfaces)
{
    private readonly (PathString Base, Surface Surface)[] _byBase =
    [
        .. surfaces
            .SelectMany(s => s.Bases.Select(b => (b, s)))
            .OrderByDescending(p => p.b.Value!.Length),
    ];

    private readonly NativeSurface _native = new();

    /// <summary>The surface that answers at this path.</summary>
    public Surface At(PathString path)
    {
        foreach (var (start, surface) in _byBase)
        {
            if (path.StartsWithSegments(start, StringComparison.OrdinalIgnoreCase))
                return surface;
        }
        return _native;
    }
}
