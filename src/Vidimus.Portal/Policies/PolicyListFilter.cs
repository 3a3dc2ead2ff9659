using Microsoft.AspNetCore.Http;
using Vidimus.Portal.Parts;

namespace Vidimus.Portal.Policies;

/// <summary>What the list of policies is narrowed by, as it stands in the address.</summary>
/// <param name="Query">What is looked for.</param>
/// <param name="Type">A kind of policy; empty for all.</param>
/// <param name="Jurisdiction">Code of a jurisdiction; empty for all.</param>
/// <param name="Payer">A payer; empty for all.</param>
/// <param name="Status"><c>active</c>, <c>retired</c> or <c>all</c>.</param>
public sealed record PolicyListFilter(
    string Query,
    string Type,
    string Jurisdiction,
    string Payer,
    string Status
)
{
    /// <summary>Whether anything is left out beyond what is retired.</summary>
    public bool Narrows =>
        Query.Length + Type.Length + Jurisdiction.Length + Payer.Length > 0 || Status != "active";

    /// <summary>As the address has it; what cannot be meant is left out.</summary>
    public static PolicyListFilter Of(HttpContext http) =>
        new(
            http.Asked("q"),
            PolicyWords.Types.Any(t => t.Type == http.Asked("type")) ? http.Asked("type") : "",
            http.Asked("jurisdiction") is { Length: <= 10 } place ? place : "",
            http.Asked("payer") is { Length: <= 50 } payer ? payer : "",
            http.Asked("status") is "retired" or "all" ? http.Asked("status") : "active"
        );

    /// <summary>As the API is asked.</summary>
    internal IEnumerable<(string Name, string? Value)> Asks(string? cursor) =>
        [
            ("q", Or(Query)),
            ("policy_type", Or(Type)),
            ("jurisdiction", Or(Jurisdiction)),
            ("payer", Or(Payer)),
            ("status", Status),
            ("limit", "25"),
            ("cursor", cursor),
        ];

    private static string? Or(string text) => text.Length == 0 ? null : text;
}
