using System.Text;
using Vidimus.Platform.Problems;

namespace Vidimus.Server;

/// <summary>Makes <c>docs/problems.md</c> out of the modules' catalogues.</summary>
internal static class ProblemPage
{
    public static string Text(IEnumerable<ProblemCatalogue> catalogues)
    {
        var page = new StringBuilder(
            "# Problems\n\nEvery expected refusal, by module. Codes never change their meaning. This page is generated: `Vidimus.Server problems`.\n"
        );
        foreach (var module in catalogues.GroupBy(c => c.Module))
        {
            page.Append("\n## ")
                .Append(module.Key)
                .Append(
                    "\n\n| code | status | message | what to do | retry |\n| --- | --- | --- | --- | --- |\n"
                );
            foreach (
                var type in module
                    .SelectMany(c => c.Types)
                    .OrderBy(t => t.Code, StringComparer.Ordinal)
            )
                page.Append(
                    $"| `{type.Code}` | {type.Status} | {type.Message} | {type.Hint} | {(type.Retryable ? "yes" : "no")} |\n"
                );
        }
        return page.ToString().TrimEnd();
    }
}
