using System.Text.Json.Serialization.Metadata;

namespace Vidimus.Client;

/// <summary>The code table and what goes with it: fees, what was paid, formularies, jurisdictions. Scope <c>policies:read</c>.</summary>
public sealed class CodeCalls
{
    private readonly Caller caller;

    internal CodeCalls(Caller caller) => this.caller = caller;

    /// <summary>One code. One that is not known is refused with the codes that are perhaps meant.</summary>
    /// <param name="code">The code, with or without the dot of a diagnosis.</param>
    /// <param name="system">The table it is of; seen from the code when null.</param>
    /// <param name="jurisdiction">Only policies that hold there.</param>
    /// <param name="include">What else: <c>fees</c>, <c>policies</c>.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    public Task<CodeLookup> Get(
        string code,
        string? system = null,
        string? jurisdiction = null,
        IReadOnlyList<string>? include = null,
        CancellationToken cancellation = default
    ) =>
        caller.Ask(
            Call.Get("/v1/codes/{code}", Checked(code)) with
            {
                Query =
                [
                    ("system", system),
                    ("jurisdiction", jurisdiction),
                    ("include", include is { Count: > 0 } ? string.Join(',', include) : null),
                ],
            },
            VidimusJson.Default.CodeLookup,
            cancellation
        );

    /// <summary>Up to 50 codes at once; those that are not known say so.</summary>
    public Task<CodeLookups> GetAll(
        CodeQuestion question,
        CancellationToken cancellation = default
    ) =>
        caller.Ask(
            Asking.Of("/v1/codes/batch", question, VidimusJson.Default.CodeQuestion),
            VidimusJson.Default.CodeLookups,
            cancellation
        );

    /// <summary>Codes that are found by words or by how they begin, fetched page by page; every code when <paramref name="text"/> is null.</summary>
    public IAsyncEnumerable<CodeLookup> Find(
        string? text = null,
        string? system = null,
        int pageSize = 50,
        CancellationToken cancellation = default
    ) =>
        Lists.All(
            caller,
            Listing(text, system),
            pageSize,
            VidimusJson.Default.PageCodeLookup,
            cancellation
        );

    /// <summary>One page of the same list.</summary>
    public Task<Page<CodeLookup>> FindPage(
        string? text = null,
        string? system = null,
        int pageSize = 50,
        string? cursor = null,
        CancellationToken cancellation = default
    ) =>
        Lists.One(
            caller,
            Listing(text, system),
            pageSize,
            cursor,
            VidimusJson.Default.PageCodeLookup,
            cancellation
        );

    /// <summary>What was paid for codes; nothing for those of which nothing was loaded.</summary>
    public async Task<IReadOnlyList<CodeSpending>> Spending(
        IReadOnlyList<string> codes,
        CancellationToken cancellation = default
    )
    {
        ArgumentNullException.ThrowIfNull(codes);
        return await All(
            "/v1/spending",
            [("codes", string.Join(',', codes))],
            VidimusJson.Default.PageCodeSpending,
            cancellation
        );
    }

    /// <summary>What formularies say of drugs.</summary>
    /// <param name="text">A drug, or a class of drugs.</param>
    /// <param name="payer">Only this payer or source.</param>
    /// <param name="limit">Most rows.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    public Task<IReadOnlyList<FormularyEntry>> Formulary(
        string text,
        string? payer = null,
        int limit = 25,
        CancellationToken cancellation = default
    ) =>
        All(
            "/v1/formulary",
            [("q", text), ("payer", payer), ("limit", Words.Of(Lists.Size(limit)))],
            VidimusJson.Default.PageFormularyEntry,
            cancellation
        );

    /// <summary>Jurisdictions, their states and contractors; those of one state when it is named.</summary>
    public Task<IReadOnlyList<PolicyJurisdiction>> Jurisdictions(
        string? state = null,
        CancellationToken cancellation = default
    ) =>
        All(
            "/v1/jurisdictions",
            [("state", state)],
            VidimusJson.Default.PagePolicyJurisdiction,
            cancellation
        );

    private async Task<IReadOnlyList<T>> All<T>(
        string path,
        IEnumerable<(string, string?)> query,
        JsonTypeInfo<Page<T>> type,
        CancellationToken cancellation
    ) => (await caller.Ask(Call.Get(path) with { Query = query }, type, cancellation)).Data;

    private static Call Listing(string? text, string? system) =>
        Call.Get("/v1/codes") with
        {
            Query = [("q", text), ("system", system)],
        };

    private static string Checked(string code)
    {
        ArgumentNullException.ThrowIfNull(code);
        return
            code.Length is >= 1 and <= 40 && code is not ("." or "..") && !code.Any(char.IsControl)
            ? code
            : throw new ArgumentException("A code is 1 to 40 characters.", nameof(code));
    }
}

/// <summary>Questions that are too long for an address.</summary>
internal static class Asking
{
    /// <summary>It changes nothing: it needs no key to be asked again.</summary>
    public static Call Of<T>(string path, T question, JsonTypeInfo<T> type, params string[] ids) =>
        new(HttpMethod.Post, path)
        {
            Ids = ids,
            Body = Answers.Body(question, type),
            Harmless = true,
        };
}
