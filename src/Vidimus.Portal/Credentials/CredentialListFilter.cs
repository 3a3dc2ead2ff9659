using System.Globalization;
using Microsoft.AspNetCore.Http;
using Vidimus.Client;
using Vidimus.Portal.Parts;

namespace Vidimus.Portal.Credentials;

/// <summary>What the list of credentials is narrowed by, as it stands in the address.</summary>
/// <param name="Query">What is looked for.</param>
/// <param name="Group">Id of a group; empty for all.</param>
/// <param name="State">A state; null for any.</param>
/// <param name="From">First day.</param>
/// <param name="To">Last day.</param>
public sealed record CredentialListFilter(
    string Query,
    string Group,
    CredentialState? State,
    string From,
    string To
)
{
    /// <summary>Whether anything is left out.</summary>
    public bool Narrows =>
        Query.Length + Group.Length + From.Length + To.Length > 0 || State is not null;

    /// <summary>As the address has it; what cannot be meant is left out.</summary>
    public static CredentialListFilter Of(HttpContext http) =>
        new(
            http.Asked("q") is { Length: <= 200 } query ? query : "",
            http.Asked("group"),
            Enum.TryParse<CredentialState>(http.Asked("state"), ignoreCase: true, out var state)
            && Enum.IsDefined(state)
                ? state
                : null,
            Day(http.Asked("from")) is null ? "" : http.Asked("from"),
            Day(http.Asked("to")) is null ? "" : http.Asked("to")
        );

    /// <summary>As the API is asked.</summary>
    public CredentialFilter Filter =>
        new()
        {
            Query = Query.Length == 0 ? null : Query,
            GroupId = Group.Length == 0 ? null : Group,
            State = State,
            CreatedFrom = Day(From),
            CreatedTo = Day(To),
            PageSize = 50,
        };

    private static DateOnly? Day(string text) =>
        DateOnly.TryParseExact(
            text,
            "yyyy-MM-dd",
            CultureInfo.InvariantCulture,
            DateTimeStyles.None,
            out var day
        ) && day.Year is >= 1970 and < 9000
            ? day
            : null;
}
