using System.Text.Json;
using Vidimus.Proofs;

namespace Vidimus.Credentials.Verifying;

/// <summary>Whether the resources that the credential pins by digest are still those (VC Data Model 2.0 section 5.3).</summary>
internal sealed class RelatedResourceCheck(Fetches fetches)
{
    private const string Name = "relatedResource";
    private const int MostResources = Fetches.MostDocuments;

    /// <summary>Starts fetching, so that it goes on while other things are checked.</summary>
    public void Prefetch(CredentialFacts facts, CancellationToken cancellation)
    {
        // Nothing is compared with what has no right form, so nothing is fetched for it.
        if (!RelatedResources.AreWellFormed(facts.Json))
            return;
        foreach (var resource in facts.Objects(Name).Take(MostResources))
        {
            if (Url(resource) is { } url && !IsKnown(url, resource))
                _ = fetches.Get(url, FetchKind.Resource, cancellation);
        }
    }

    public async Task Report(
        Case it,
        IReadOnlyList<ShapeViolation> shape,
        CancellationToken cancellation
    )
    {
        if (!it.Facts.Has(Name))
            return;
        if (shape.Any(v => v.Name == Name))
        {
            it.Findings.Skip(Name, "What it says about related resources has not the right form.");
            return;
        }
        if (it.OnRecord)
        {
            it.Findings.Skip(Name, "Not fetched for a credential that is on our record.");
            return;
        }
        var parts = new List<Partial>();
        foreach (var resource in it.Facts.Objects(Name).Take(MostResources))
            parts.Add(await One(resource, cancellation));
        if (it.Facts.Objects(Name).Count() > MostResources)
            parts.Add(
                Partial.Open(
                    "It names more related resources than are looked at.",
                    "resource_unreachable"
                )
            );
        it.Findings.Worst(Name, parts, "Its related resources are those that the issuer pinned.");
    }

    /// <summary>Whether the digests in an entry are those of the content.</summary>
    public static bool Matches(JsonElement entry, ReadOnlyMemory<byte> content) =>
        RelatedResources.CheckDigests(Alone(entry), _ => content).Count == 0;

    private async Task<Partial> One(JsonElement resource, CancellationToken cancellation)
    {
        if (Url(resource) is not { } url || IsKnown(url, resource))
            return Partial.Right();
        var fetched = await fetches.Get(url, FetchKind.Resource, cancellation);
        if (fetched.Failure is { } failure)
            return Partial.Open(failure, "resource_unreachable");
        return Matches(resource, fetched.Body)
            ? Partial.Right()
            : Partial.Wrong(
                "A related resource is not the one that the issuer pinned.",
                "resource_mismatch"
            );
    }

    /// <summary>
    /// Whether it is right by what is known here. Otherwise its address is asked: it may serve what is newer than this server.
    /// </summary>
    private static bool IsKnown(string url, JsonElement resource) =>
        (PublishedResources.Knows(url) && PublishedResources.Check(Alone(resource)).Count == 0)
        || (BundledResources.Find(url) is { } content && Matches(resource, content));

    private static JsonElement Alone(JsonElement entry) =>
        JsonSerializer.SerializeToElement(new Dictionary<string, JsonElement> { [Name] = entry });

    private static string? Url(JsonElement resource) => CredentialFacts.Text(resource, "id");
}
