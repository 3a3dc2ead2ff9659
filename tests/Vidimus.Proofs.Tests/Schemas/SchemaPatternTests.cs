using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Xunit;

namespace Vidimus.Proofs.Tests.Schemas;

public sealed class SchemaPatternTests
{
    private static bool Matches(string pattern, string text)
    {
        SchemaPattern.TryRead(pattern, out var read, out var reason).ShouldBeTrue(reason);
        var work = 1_000_000L;
        return read!.IsMatch(text, ref work);
    }

    [Theory]
    [InlineData("b", "abc", true)]
    [InlineData("^b", "abc", false)]
    [InlineData("^a.c$", "a\U0001F600c", true)]
    [InlineData("^a.c$", "a\nc", false)]
    [InlineData("^[^a]$", "\U0001F600", true)]
    [InlineData("^[\U0001F600-\U0001F64F]+$", "\U0001F601\U0001F602", true)]
    [InlineData("^\\p{Lu}\\p{Ll}+$", "Äda", true)]
    [InlineData("^\\p{L}$", "\U00010400", true)]
    [InlineData("^\\P{L}$", "a", false)]
    [InlineData("^(?<year>[0-9]{4})-(0[1-9]|1[0-2])$", "2026-12", true)]
    [InlineData("^(?:a|b|)*c?$", "abab", true)]
    [InlineData("^(a*)*$", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab", false)]
    [InlineData("\\bcat\\b", "the cat sat", true)]
    [InlineData("\\bcat\\b", "concatenate", false)]
    [InlineData("^[\\w-]+@[\\w.]+$", "a-b@c.de", true)]
    [InlineData("^\\u{1F600}\\uD83D\\uDE00\\x41\\cJ$", "\U0001F600\U0001F600A\n", true)]
    [InlineData("^[\\s\\S]{3}$", "a\n\U0001F600", true)]
    [InlineData("^a{2,3}?$", "aaaa", false)]
    [InlineData("", "", true)]
    [InlineData("$^", "", true)]
    public void Patterns_mean_what_ECMAScript_says(string pattern, string text, bool isMatch) =>
        Matches(pattern, text).ShouldBe(isMatch);

    [Fact]
    public void Random_patterns_match_what_the_runtime_matches()
    {
        var piece = Gen.Elements(
            "a",
            "b",
            "[ab]",
            "[^a]",
            "(a|b)",
            "(ab)?",
            "(a|bb)*",
            "b+",
            "a{2,3}",
            "(a*)*",
            "(|a)",
            "^",
            "$"
        );
        var cases =
            from pieces in piece.ArrayOf()
            from text in Gen.Elements('a', 'b', 'c').ArrayOf()
            select (Pattern: string.Concat(pieces.Take(8)), Text: new string(text));
        Prop.ForAll(
                cases.ToArbitrary(),
                each =>
                    Matches(each.Pattern, each.Text)
                    == Regex.IsMatch(
                        each.Text,
                        each.Pattern.Replace("$", @"\z"),
                        RegexOptions.NonBacktracking
                    )
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(400));
    }
}
