using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Vidimus.Platform.Facts;
using Vidimus.Platform.Persistence;

namespace Vidimus.Credentials.Events;

/// <summary>Recipients, who are shown only to endpoints that ask for them, and to none once they are erased.</summary>
internal sealed class RecipientResource : IEventResource
{
    public string Type => "recipient";

    // Reading one is an export, which goes on record: no link leads there.
    public string? Path(string id) => null;

    public async Task<IReadOnlyDictionary<string, EventResourceState>> Read(
        VidimusDb db,
        IReadOnlyCollection<string> ids,
        bool recipients,
        CancellationToken cancellation
    )
    {
        var people = await People(db, recipients ? [.. ids] : [], cancellation);
        return people.ToDictionary(p => p.Key, p => new EventResourceState(null, p.Value));
    }

    /// <summary>Name and address of these recipients.</summary>
    public static async Task<Dictionary<string, JsonObject>> People(
        VidimusDb db,
        string[] ids,
        CancellationToken cancellation
    )
    {
        if (ids.Length == 0)
            return [];
        var rows = await db
            .Recipients.AsNoTracking()
            .Where(r => ids.Contains(r.Id))
            .Select(r => new
            {
                r.Id,
                r.Name,
                r.Email,
            })
            .ToListAsync(cancellation);
        return rows.ToDictionary(
            r => r.Id,
            r => new JsonObject
            {
                ["id"] = r.Id,
                ["name"] = r.Name,
                ["email"] = r.Email,
            }
        );
    }
}
