using System.Security.Cryptography;

namespace Vidimus.Client;

/// <summary>One request to be made, as data: it may be sent several times, always the same.</summary>
internal sealed record Call(HttpMethod Method, string Template)
{
    /// <summary>Values for the template's braces, in order.</summary>
    public string[] Ids { get; init; } = [];

    public IEnumerable<(string Name, string? Value)> Query { get; init; } = [];

    /// <summary>The body; null for none.</summary>
    public byte[]? Body { get; init; }

    /// <summary>What the body is.</summary>
    public string ContentType { get; init; } = "application/json; charset=utf-8";

    public string Accept { get; init; } = "application/json";

    /// <summary>The one success status of this operation.</summary>
    public int Expects { get; init; } = 200;

    /// <summary>Another one, of an operation that says by it that it was done before; 0 for none.</summary>
    public int AlsoExpects { get; init; }

    /// <summary>False for what anyone may ask; then no key is shown, so that a bad one cannot spoil it.</summary>
    public bool NeedsKey { get; init; } = true;

    public Secret? Authorization { get; init; }

    public string? IdempotencyKey { get; init; }

    public string CorrelationId { get; init; } = NewToken();

    /// <summary>Whether a second one changes nothing that matters, as at the exchange.</summary>
    public bool Harmless { get; init; }

    /// <summary>Safe by RFC 9110 section 9.2.1, or protected by an idempotency key: sending it twice does no more than once.</summary>
    public bool Repeatable => Harmless || Method == HttpMethod.Get || IdempotencyKey is not null;

    public static Call Get(string template, params string[] ids) =>
        new(HttpMethod.Get, template) { Ids = ids };

    public static Call Delete(string template, params string[] ids) =>
        new(HttpMethod.Delete, template) { Ids = ids, Expects = 204 };

    public static Call Patch(string template, byte[] body, params string[] ids) =>
        new(HttpMethod.Patch, template) { Ids = ids, Body = body };

    /// <summary>A PUT sets what there is, and has an idempotency key as well: repeating it is safe.</summary>
    public static Call Put(string template, byte[] body, params string[] ids) =>
        new(HttpMethod.Put, template)
        {
            Ids = ids,
            Body = body,
            IdempotencyKey = NewToken(),
        };

    /// <summary>A POST always carries an idempotency key, so that repeating it is safe.</summary>
    public static Call Post(
        string template,
        byte[]? body,
        string? idempotencyKey,
        params string[] ids
    ) =>
        new(HttpMethod.Post, template)
        {
            Ids = ids,
            Body = body,
            IdempotencyKey = Checked(idempotencyKey) ?? NewToken(),
        };

    public static Call Create(
        string template,
        byte[]? body,
        string? idempotencyKey,
        params string[] ids
    ) => Post(template, body, idempotencyKey, ids) with { Expects = 201 };

    /// <summary>The address below <paramref name="root"/>, every id and value escaped.</summary>
    public Uri Address(Uri root)
    {
        var path = Template;
        foreach (var id in Ids)
        {
            var open = path.IndexOf('{');
            path = path[..open] + Uri.EscapeDataString(id) + path[(path.IndexOf('}') + 1)..];
        }
        var query = string.Join(
            '&',
            Query
                .Where(q => q.Value is not null)
                .Select(q => $"{q.Name}={Uri.EscapeDataString(q.Value!)}")
        );
        return new Uri(root, path.TrimStart('/') + (query.Length == 0 ? "" : "?" + query));
    }

    public static string NewToken() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));

    private static string? Checked(string? key) =>
        key is null || (key.Length is >= 1 and <= 255 && key.All(c => c is > ' ' and <= '~'))
            ? key
            : throw new ArgumentException(
                "An idempotency key is 1 to 255 visible ASCII characters."
            );
}
