using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Vidimus.Gateway;

/// <summary>Reads, asked of Verix and answered in our contract's shape.</summary>
internal sealed class VerixReads(Uri site, HttpMessageInvoker network, TimeProvider clock)
{
    private const int LargestPage = 100;

    /// <summary>Pages looked through for what only the list tells of one credential.</summary>
    private const int MostPages = 5;

    public async Task<JsonObject> Groups(
        VerixAsk ask,
        IReadOnlyDictionary<string, string> query,
        CancellationToken cancellation
    )
    {
        var place = Place.Of(query);
        if (query.GetValueOrDefault("state") == "archived")
            return Page([], null);
        var reply = (
            await ask.Get($"v1/credentials/groups?{place.Query}", cancellation)
        ).OrRefuse();
        var items = VerixJson.Items(reply.Json, "groups", "data", "results");
        var (taken, next) = place.Take(items, reply.Json);
        var found = taken.Select(VerixRecords.Group);
        // Verix cannot search groups: a page keeps those that fit.
        if (query.GetValueOrDefault("text") is { } text)
            found = found.Where(g =>
                g["name"]!.GetValue<string>().Contains(text, StringComparison.OrdinalIgnoreCase)
            );
        return Page(found, next);
    }

    public async Task<JsonObject> Group(VerixAsk ask, string id, CancellationToken cancellation)
    {
        var reply = await ask.Get($"v1/credentials/groups/{Number(id)}/", cancellation);
        return VerixRecords.Group(reply.OrRefuse("GROUP_NOT_FOUND").Json);
    }

    public async Task<JsonObject> Credentials(
        VerixAsk ask,
        IReadOnlyDictionary<string, string> query,
        CancellationToken cancellation
    )
    {
        foreach (
            var name in (ReadOnlySpan<string>)["state", "createdFrom", "createdTo", "updatedSince"]
        )
            if (query.ContainsKey(name))
                throw new VerixRefusal(
                    400,
                    "VALIDATION_ERROR",
                    $"Verix's API cannot narrow a list by {name}.",
                    name
                )
                {
                    Hint = "Leave it out, and narrow by groupId, externalId or query.",
                };
        var place = Place.Of(query);
        var more = "";
        if (query.GetValueOrDefault("groupId") is { } group)
            more += $"&group_id={Number(group)}";
        if (query.GetValueOrDefault("externalId") is { } externalId)
            more += $"&external_id={Uri.EscapeDataString(externalId)}";
        if ((query.GetValueOrDefault("q") ?? query.GetValueOrDefault("text")) is { } words)
        {
            if (VerixIds.CredentialUuid(words) is not null)
                return await One(ask, words, cancellation);
            more += $"&name={Uri.EscapeDataString(words)}";
        }
        var reply = (await ask.Get($"v1/credentials?{place.Query}{more}", cancellation)).OrRefuse();
        var items = VerixJson.Items(reply.Json, "credentials", "data", "results");
        var (taken, next) = place.Take(items, reply.Json);
        return Page(
            taken
                .Where(r => VerixRecords.Uuid(r) is not null)
                .Select(r => VerixRecords.Listed(r, site, clock.GetUtcNow())),
            next
        );
    }

    public async Task<JsonObject> Credential(
        VerixAsk ask,
        string id,
        CancellationToken cancellation
    )
    {
        var uuid = Uuid(id);
        var nested = await Nested(ask, uuid, cancellation);
        var row = await Row(ask, uuid, nested, cancellation);
        return Record(uuid, nested, row);
    }

    public async Task<JsonElement> Nested(
        VerixAsk ask,
        Guid uuid,
        CancellationToken cancellation
    ) =>
        (await ask.Get($"v1/credentials/{uuid:N}/?format=json_input", cancellation))
            .OrRefuse("CREDENTIAL_NOT_FOUND")
            .Json;

    public JsonObject Record(
        Guid uuid,
        JsonElement nested,
        JsonElement? row,
        long? groupId = null
    ) =>
        VerixRecords.Nested(
            uuid,
            groupId ?? (row is { } r ? VerixJson.Number(r, "groupId") : null),
            row is { } s ? VerixJson.Text(s, "status") ?? VerixJson.Text(s, "state") : null,
            nested,
            site,
            clock.GetUtcNow()
        );

    /// <summary>
    /// What the public page says for programs, where it says something; otherwise what the record says, and then nothing is
    /// called valid: Verix's API hands out no signature to check.
    /// </summary>
    public async Task<JsonObject> Verify(
        VerixAsk ask,
        JsonElement body,
        CancellationToken cancellation
    )
    {
        var named =
            VerixJson.Text(body, "id")
            ?? VerixJson.Text(body, "link")
            ?? VerixJson.Text(body, "text")
            ?? throw new VerixRefusal(
                400,
                "VALIDATION_ERROR",
                "Verix's API knows credentials by id or link only."
            )
            {
                Hint = "Give the credential's id or link.",
            };
        if (VerixIds.CredentialUuid(named) is not { } uuid)
            throw new VerixRefusal(
                400,
                "VALIDATION_ERROR",
                "There is no credential's id in this link.",
                "link"
            );
        return await PublicAnswer(uuid, cancellation)
            ?? await new VerixVerdicts(this, clock).FromRecord(ask, uuid, cancellation);
    }

    /// <summary>The row of the list that is about a credential; null when it is not found within a few pages.</summary>
    public async Task<JsonElement?> Row(
        VerixAsk ask,
        Guid uuid,
        JsonElement nested,
        CancellationToken cancellation
    )
    {
        var recipient = VerixJson.Member(nested, "recipient") ?? default;
        var by =
            VerixJson.Text(recipient, "externalId") is { Length: > 0 } externalId
                ? $"external_id={Uri.EscapeDataString(externalId)}"
            : VerixJson.Text(recipient, "name") is { Length: > 0 } name
                ? $"name={Uri.EscapeDataString(name)}"
            : null;
        for (var page = 1; by is not null && page <= MostPages; page++)
        {
            var reply = await ask.Get(
                $"v1/credentials?page_number={page}&page_size={LargestPage}&{by}",
                cancellation
            );
            if (!reply.Succeeded)
                return null;
            var items = VerixJson.Items(reply.Json, "credentials", "data", "results");
            foreach (var item in items)
                if (VerixRecords.Uuid(item) == uuid)
                    return item;
            if (items.Length < LargestPage)
                return null;
        }
        return null;
    }

    public Uri Site => site;

    public static long Number(string groupId) =>
        VerixIds.GroupNumber(groupId)
        ?? throw new VerixRefusal(404, "GROUP_NOT_FOUND", "Verix has no group with this id.");

    public static Guid Uuid(string id) =>
        VerixIds.CredentialUuid(id)
        ?? throw new VerixRefusal(
            404,
            "CREDENTIAL_NOT_FOUND",
            "Verix has no credential with this id."
        );

    private async Task<JsonObject> One(VerixAsk ask, string id, CancellationToken cancellation)
    {
        try
        {
            return Page([await Credential(ask, id, cancellation)], null);
        }
        catch (VerixRefusal refusal) when (refusal.Reply?.Status == 404)
        {
            return Page([], null);
        }
    }

    private async Task<JsonObject?> PublicAnswer(Guid uuid, CancellationToken cancellation)
    {
        using var nobody = new HttpRequestMessage();
        var reply = await new VerixAsk(site, network, nobody).Get(
            $"credential/{uuid:D}?format=json",
            cancellation
        );
        return
            reply is { Status: 200, Body: { ValueKind: JsonValueKind.Object } said }
            && said.TryGetProperty("verdict", out _)
            ? JsonObject.Create(said)
            : null;
    }

    private static JsonObject Page(IEnumerable<JsonObject> items, string? next)
    {
        var page = new JsonObject
        {
            ["data"] = new JsonArray([.. items]),
            ["hasMore"] = next is not null,
        };
        if (next is not null)
            page["nextCursor"] = next;
        return page;
    }

    /// <summary>A place in a list of numbered pages: a page, its size, and how many of its items were given out already.</summary>
    private sealed record Place(int Page, int Size, int Skip, int Wanted)
    {
        public string Query =>
            string.Create(CultureInfo.InvariantCulture, $"page_number={Page}&page_size={Size}");

        public static Place Of(IReadOnlyDictionary<string, string> query)
        {
            var wanted = int.Parse(
                query.GetValueOrDefault("limit", "20"),
                CultureInfo.InvariantCulture
            );
            if (query.GetValueOrDefault("cursor") is not { } cursor)
                return new(1, wanted, 0, wanted);
            var parts = cursor.Split('.');
            if (
                parts is ["p", var page, var size, var skip]
                && int.TryParse(page, NumberStyles.None, CultureInfo.InvariantCulture, out var p)
                && int.TryParse(size, NumberStyles.None, CultureInfo.InvariantCulture, out var s)
                && int.TryParse(skip, NumberStyles.None, CultureInfo.InvariantCulture, out var k)
                && p >= 1
                && s is >= 1 and <= LargestPage
                && k < s
            )
                return new(p, s, k, wanted);
            throw new VerixRefusal(400, "INVALID_CURSOR", "This cursor leads nowhere.", "cursor");
        }

        public (JsonElement[] Taken, string? Next) Take(JsonElement[] items, JsonElement reply)
        {
            var left = items.Skip(Skip).ToArray();
            if (left.Length > Wanted)
                return (left[..Wanted], $"p.{Page}.{Size}.{Skip + Wanted}");
            var pages = VerixJson.Member(reply, "meta") is { } meta
                ? VerixJson.Number(meta, "totalPages")
                : null;
            var more = pages is { } total ? Page < total : items.Length >= Size;
            return (left, more ? $"p.{Page + 1}.{Size}.0" : null);
        }
    }
}
