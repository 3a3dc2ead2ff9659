using System.Collections.Immutable;
using Vidimus.Tools.Schemas;

namespace Vidimus.Tools;

/// <summary>
/// The tools there are, in their toolsets. A toolset can be known before it has tools, and a later module adds its own. Lists
/// are always in the order in which tools were added, which is the order of the catalogue's golden file.
/// </summary>
public sealed class ToolCatalogue
{
    /// <summary>The toolset that most clients see: credentials, groups and usage.</summary>
    public const string Credentials = "credentials";

    /// <summary>The toolset of certification orders.</summary>
    public const string Orders = "orders";

    /// <summary>The toolset of policies: what is covered, prior authorization, changes and who acknowledged them.</summary>
    public const string Policies = "policies";

    private const int LongestName = 64;
    private readonly Dictionary<string, Toolset> _toolsets = new(StringComparer.Ordinal);

    /// <summary>Every toolset, in the order added.</summary>
    public IReadOnlyList<Toolset> Toolsets => [.. _toolsets.Values];

    /// <summary>Every tool, each once, in the order added.</summary>
    public IReadOnlyList<Tool> Tools => [.. _toolsets.Values.SelectMany(t => t.Tools).Distinct()];

    /// <summary>The catalogue as it is shipped.</summary>
    public static ToolCatalogue Standard() =>
        new ToolCatalogue()
            .AddToolset(
                Credentials,
                "Credentials",
                "Verifying, issuing, finding and revoking credentials, their groups, and what was used."
            )
            .AddToolset(
                Orders,
                "Orders",
                "Certification of documents: prices, orders, how far they are, their results, and certificates."
            )
            .AddToolset(
                Policies,
                "Policies",
                "Coverage policies: codes, criteria, prior authorization, claims, formularies, changes and who acknowledged them."
            )
            .Add(
                new Tools.Credentials.VerifyCredential(),
                new Tools.Credentials.IssueCredential(),
                new Tools.Credentials.ListCredentials(),
                new Tools.Credentials.GetCredential(),
                new Groups.ListGroups(),
                new Groups.GetGroup(),
                new Tools.Credentials.RevokeCredential(),
                new Usage.GetUsage(),
                new Orders.GetCapabilities(),
                new Orders.QuoteOrder(),
                new Orders.SubmitOrder(),
                new Orders.GetStatus(),
                new Orders.GetResult(),
                new Orders.RefundOrder(),
                new Orders.VerifyCertificate(),
                new Policies.CoverageLookup(),
                new Policies.PolicyResearch(),
                new Policies.ClaimValidation(),
                new Policies.PriorAuthResearch(),
                new Policies.DrugFormularyResearch(),
                new Policies.ComplianceReview(),
                new Policies.WebhookManagement(),
                new Policies.SystemHealth()
            );

    /// <summary>Makes a toolset known, so that its path works before it has tools.</summary>
    public ToolCatalogue AddToolset(string name, string title, string description)
    {
        _toolsets.Add(name, new(name, title, description, []));
        return this;
    }

    /// <summary>Adds tools to the toolsets they name.</summary>
    /// <exception cref="ArgumentException">A name is taken or no name for a tool, a toolset is not known, or a schema is not of our kind.</exception>
    public ToolCatalogue Add(params IEnumerable<Tool> tools)
    {
        ArgumentNullException.ThrowIfNull(tools);
        foreach (var tool in tools)
        {
            Check(tool);
            foreach (var name in tool.Toolsets)
            {
                if (!_toolsets.TryGetValue(name, out var toolset))
                    throw new ArgumentException($"{tool.Name}: there is no toolset '{name}'.");
                if (toolset.Tools.Any(t => t.Name == tool.Name))
                    throw new ArgumentException($"{name} has a tool named {tool.Name} already.");
                _toolsets[name] = toolset with { Tools = toolset.Tools.Add(tool) };
            }
        }
        return this;
    }

    /// <summary>Whether there is such a toolset, with tools or without.</summary>
    public bool Has(string toolset) => _toolsets.ContainsKey(toolset);

    /// <summary>The tool of this name there; null when there is none.</summary>
    public Tool? Find(string toolset, string name, bool readOnly = false) =>
        In(toolset, readOnly).FirstOrDefault(t => t.Name == name);

    /// <summary>What of a tool may be seen: all of it, its reading part, or nothing.</summary>
    public static Tool? Seen(Tool tool, bool readOnly, Func<string, bool>? holds)
    {
        ArgumentNullException.ThrowIfNull(tool);
        var part = readOnly ? tool.Reading : tool;
        if (part is null || holds is null || holds(part.Scope))
            return part;
        return tool.Reading is { } reading && holds(reading.Scope) ? reading : null;
    }

    /// <summary>The tools of a toolset, in their order.</summary>
    /// <param name="toolset">Its name; an unknown one has none.</param>
    /// <param name="readOnly">True for those that change nothing.</param>
    /// <param name="holds">Whether the caller has a scope; null for tools of every scope.</param>
    public IReadOnlyList<Tool> In(
        string toolset,
        bool readOnly = false,
        Func<string, bool>? holds = null
    ) =>
        _toolsets.TryGetValue(toolset, out var found)
            ? [.. found.Tools.Select(t => Seen(t, readOnly, holds)).OfType<Tool>()]
            : [];

    private static void Check(Tool tool)
    {
        if (
            tool.Name.Length is 0 or > LongestName
            || !tool.Name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_')
        )
            throw new ArgumentException($"'{tool.Name}' is no name for a tool.");
        try
        {
            Schema.Of(tool.InputSchema);
            Schema.Of(tool.OutputSchema);
            if (tool.Reading is { } reading && reading != tool)
                Check(reading);
        }
        catch (NotSupportedException exception)
        {
            throw new ArgumentException($"{tool.Name}: {exception.Message}", exception);
        }
    }
}

/// <summary>Tools that belong together and are offered under one path.</summary>
/// <param name="Name">Its name in paths.</param>
/// <param name="Title">Its name for people.</param>
/// <param name="Description">What its tools are for.</param>
/// <param name="Tools">Its tools, in their order.</param>
public sealed record Toolset(
    string Name,
    string Title,
    string Description,
    ImmutableList<Tool> Tools
);
