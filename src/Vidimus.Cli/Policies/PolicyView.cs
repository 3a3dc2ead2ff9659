using Vidimus.Client;

namespace Vidimus.Cli;

/// <summary>A policy as it is shown to people.</summary>
internal static class PolicyView
{
    public static void Show(Printer print, Policy policy)
    {
        print.Facts(
            ("Id", policy.Id),
            ("Title", policy.Title),
            ("Type", policy.Type),
            ("Status", policy.Status),
            ("Holds in", policy.Jurisdictions is { Count: > 0 } some ? some : "everywhere"),
            ("Payer", policy.Payer?.Name),
            ("Effective", policy.EffectiveDate),
            ("Retired", policy.RetireDate),
            ("Version", policy.Version),
            ("Edition", policy.Edition),
            ("Source", policy.SourceUrl),
            ("Sample", policy.Sample ? "yes, made up" : null),
            ("Summary", policy.Summary)
        );
        Text(print, "Indications", policy.Sections?.Indications);
        Text(print, "Limitations", policy.Sections?.Limitations);
        Text(print, "Documentation", policy.Sections?.Documentation);
        if (policy.Criteria is { Count: > 0 } criteria)
        {
            print.Line("");
            print.Table(
                ["criterion", "part", "text"],
                criteria.Select(c => new object?[] { c.Id, c.Section, Short(c.Text) })
            );
        }
        if (policy.Codes is { Count: > 0 } codes)
            print.Table(
                ["code", "table", "disposition", "condition"],
                codes.Select(c => new object?[] { c.Code, c.System, c.Disposition, c.Condition })
            );
    }

    private static void Text(Printer print, string name, string? text)
    {
        if (text is null)
            return;
        print.Line("");
        print.Line(name);
        foreach (var line in text.Split('\n'))
            print.Line($"  {line.TrimEnd('\r')}");
    }

    public static string Short(string text) =>
        (text.Length > 160 ? text[..157] + "..." : text).ReplaceLineEndings(" ");
}
