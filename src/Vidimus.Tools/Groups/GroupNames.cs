using System.Text.RegularExpressions;
using Vidimus.Client;

namespace Vidimus.Tools.Groups;

/// <summary>Ids of groups while somebody types one.</summary>
internal static partial class GroupNames
{
    private const int Most = 100;
    private const int LongestText = 200;

    public static bool IsId(string text) => IdForm().IsMatch(text);

    /// <summary>Ids of active groups that begin as given, or whose name holds what was given; none when the caller may not read groups.</summary>
    public static async ValueTask<IReadOnlyList<string>> Complete(
        string begun,
        VidimusClient api,
        CancellationToken cancellation
    )
    {
        if (begun.Length > LongestText)
            return [];
        var isId =
            begun.StartsWith("grp_", StringComparison.Ordinal)
            || "grp_".StartsWith(begun, StringComparison.Ordinal);
        try
        {
            var page = await api.Groups.ListPage(
                new GroupFilter
                {
                    State = GroupState.Active,
                    Text = isId ? null : begun,
                    PageSize = Most,
                },
                cancellation: cancellation
            );
            return
            [
                .. page
                    .Data.Select(g => g.Id)
                    .Where(id => !isId || id.StartsWith(begun, StringComparison.Ordinal)),
            ];
        }
        catch (VidimusException)
        {
            return []; // a suggestion is a courtesy; the call that follows says what is wrong
        }
    }

    [GeneratedRegex(@"^grp_[0-7][0-9a-hjkmnp-tv-z]{25}\z", RegexOptions.CultureInvariant, 100)]
    private static partial Regex IdForm();
}
