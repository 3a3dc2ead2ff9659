using Microsoft.AspNetCore.Http;
using Vidimus.Client;
using Vidimus.Portal.Parts;

namespace Vidimus.Portal.Desk;

/// <summary>What the queue is narrowed by, as it stands in the address.</summary>
/// <param name="View"><c>mine</c>, <c>unclaimed</c>, <c>overdue</c>, or empty for all that is open.</param>
/// <param name="State">A state; null for all that are paid and not finished.</param>
/// <param name="Language">A source language; empty for all.</param>
public sealed record QueueFilter(string View, DeskState? State, string Language)
{
    /// <summary>Whether a state or language is left out.</summary>
    public bool Narrows => State is not null || Language.Length > 0;

    /// <summary>As the address has it; what cannot be meant is left out.</summary>
    public static QueueFilter Of(HttpContext http) =>
        new(
            http.Asked("view") is "mine" or "unclaimed" or "overdue" ? http.Asked("view") : "",
            Enum.TryParse<DeskState>(http.Asked("state"), ignoreCase: true, out var state)
            && Enum.IsDefined(state)
                ? state
                : null,
            http.Asked("language") is { Length: <= 16 } language
            && language.All(c => char.IsAsciiLetterOrDigit(c) || c == '-')
                ? language
                : ""
        );

    /// <summary>As the API is asked.</summary>
    public DeskFilter Filter =>
        new()
        {
            State = State,
            Language = Language.Length == 0 ? null : Language,
            Mine = View == "mine",
            Unclaimed = View == "unclaimed",
            Overdue = View == "overdue",
            PageSize = 25,
        };

    /// <summary>Address of the same with another view.</summary>
    public string With(string view)
    {
        string[] parts =
        [
            view.Length > 0 ? $"view={view}" : "",
            State is { } state ? $"state={state}" : "",
            Language.Length > 0 ? $"language={Language}" : "",
        ];
        var query = string.Join('&', parts.Where(p => p.Length > 0));
        return query.Length == 0 ? "/portal/desk" : $"/portal/desk?{query}";
    }
}
