using System.Diagnostics;
using System.Xml.Linq;
using Vidimus.Platform.Problems;

namespace Vidimus.Credentials.Templates;

/// <summary>Cleans an upload, and draws it once to see that it can be drawn in time.</summary>
internal sealed class UploadedTemplates(DrawingThreads threads)
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(3);

    public async Task<Result<UploadedTemplate>> Take(
        string organizationId,
        string? svg,
        CancellationToken cancellation
    )
    {
        var fields = new Fields();
        if (string.IsNullOrWhiteSpace(svg))
            return fields.Wrong("svg", "is required").Problem!;
        if (SvgCleaner.Clean(svg, out var notes) is not { } clean)
        {
            foreach (var refusal in notes.Refusals)
                fields.Wrong("svg", refusal);
            return fields.Problem!;
        }
        var text = clean.ToString(SaveOptions.DisableFormatting);
        var taken = new UploadedTemplate(text, CompiledTemplate.Of(text), notes.Warnings);
        if (NativeDrawing.WhyNot is not null)
            return taken;
        var tried = await threads.Run(new(organizationId), () => Try(taken.Compiled), cancellation);
        if (tried.Problem is { } problem)
            return problem.Type == TemplateProblems.CannotBeDrawn
                ? fields.Wrong("svg", "cannot be drawn: simplify it").Problem!
                : problem;
        return tried.Value <= Longest
            ? taken
            : fields
                .Wrong("svg", $"takes {tried.Value.TotalSeconds:0} seconds to draw: simplify it")
                .Problem!;
    }

    /// <summary>Draws it with samples and with every text at its longest: the slower of the two.</summary>
    private static TimeSpan Try(CompiledTemplate template)
    {
        var longest = template
            .Slots.Where(s => s is TextSlot or InlineSlot)
            .Select(s => s.Name)
            .Distinct()
            .Select((name, i) => KeyValuePair.Create(name, (string?)SampleValues.Long(i)));
        var slowest = TimeSpan.Zero;
        foreach (var given in (Dictionary<string, string?>?[])[null, new(longest)])
        {
            var started = Stopwatch.GetTimestamp();
            var values = SampleValues.Of(template, "https://example.org/verify/cred_sample", given);
            var svg = new FillTemplate(template, values, new MeasuredByDrawing()).Run();
            Canvas.Pdf(svg, template.Page, new("", "", "en", DateTimeOffset.UnixEpoch));
            Canvas.Png(svg, template.Page, 1200);
            slowest =
                Stopwatch.GetElapsedTime(started) is var took && took > slowest ? took : slowest;
            if (slowest > Longest)
                break;
        }
        return slowest;
    }
}

/// <summary>An upload that is taken.</summary>
internal sealed record UploadedTemplate(
    string Svg,
    CompiledTemplate Compiled,
    IReadOnlyList<string> Warnings
);
