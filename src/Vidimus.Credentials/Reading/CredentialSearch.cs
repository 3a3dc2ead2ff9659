using Microsoft.EntityFrameworkCore;
using Vidimus.Credentials.Issuing;
using Vidimus.Platform.Json;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;

namespace Vidimus.Credentials.Reading;

/// <summary>What somebody looks for, as they type it, and when it was made.</summary>
/// <param name="Query">An id or link of a credential, an e-mail address or its beginning, an id of the caller's own, or part of a name.</param>
/// <param name="From">Made at this time or later: a time, or the beginning of a day.</param>
/// <param name="To">Made before this time, or until the end of this day.</param>
internal sealed record CredentialSearch(string? Query, string? From, string? To)
{
    /// <summary>So many people are looked up at once; more of them are found credential by credential, newest first.</summary>
    private const int Few = 500;

    /// <summary>The stretch of time; notes what is wrong.</summary>
    public CreatedSpan? Read(Fields fields)
    {
        fields.Text("q", Query, 200);
        if (From is null && To is null)
            return null;
        return new(Bound(fields, "createdFrom", From, 0), Bound(fields, "createdTo", To, 1));
    }

    private static DateTimeOffset? Bound(Fields fields, string field, string? text, int days)
    {
        if (text is null)
            return null;
        if (Times.TryParseBound(text, out var time))
            return text.Length == 10 ? time.AddDays(days) : time;
        fields.Wrong(
            field,
            "must be a day such as 2026-11-22, or a time such as 2026-11-22T10:00:00Z"
        );
        return null;
    }

    /// <summary>
    /// The credentials of these that are meant. A rare name is found by its people, of whom a credential's index knows; a
    /// frequent one by going through the credentials from the newest, which soon fills a page.
    /// </summary>
    public static async Task<IQueryable<CredentialRow>> Narrow(
        VidimusDb db,
        IQueryable<CredentialRow> credentials,
        string query,
        CancellationToken cancellation
    )
    {
        var words = query.Trim();
        if (CredentialIds.Read(words) is { } id)
            return credentials.Where(c => c.Id == id);
        var people = People(db, words);
        var few = await people.Select(r => r.Id).Take(Few + 1).ToListAsync(cancellation);
        return few.Count <= Few
            ? credentials.Where(c => few.Contains(c.RecipientId))
            : credentials.Where(c => people.Any(r => r.Id == c.RecipientId));
    }

    private static IQueryable<RecipientRow> People(VidimusDb db, string words)
    {
        var lower = words.ToLowerInvariant();
        var recipients = db.Recipients.AsNoTracking();
        return words.Contains('@', StringComparison.Ordinal)
            ? recipients.Where(r => r.Email != null && r.Email.ToLower().StartsWith(lower))
            : recipients.Where(r => r.ExternalId == words || r.SearchName.Contains(lower));
    }
}
