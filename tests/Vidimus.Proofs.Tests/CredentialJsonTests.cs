using System.Text;
using Shouldly;
using Xunit;

namespace Vidimus.Proofs.Tests;

public sealed class CredentialJsonTests
{
    private static bool Parses(string json, int maxBytes = 1 << 20) =>
        CredentialJson.TryParse(Encoding.UTF8.GetBytes(json), maxBytes, out _, out _);

    [Fact]
    public void A_strict_object_is_read()
    {
        CredentialJson
            .TryParse("""{"a":["€",1e3]}"""u8, 100, out var element, out var reason)
            .ShouldBeTrue();
        element.GetProperty("a")[0].GetString().ShouldBe("€");
        reason.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("""{"role":"user","role":"admin"}""")]
    [InlineData("""{"role":"user","r\u006fle":"admin"}""")]
    [InlineData("""{"a":{"b":[{"c":1,"c":2}]}}""")]
    [InlineData("""{"a":"\ud800"}""")]
    [InlineData("""{"a":1e400}""")]
    [InlineData("""{"a":NaN}""")]
    [InlineData("""{"a":1,}""")]
    [InlineData("""{/*x*/}""")]
    [InlineData("""{"a":01}""")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("")]
    [InlineData("\ufeff{}")]
    public void P1_what_two_readers_could_see_differently_is_refused(string json) =>
        Parses(json).ShouldBeFalse();

    [Fact]
    public void P1_size_and_depth_are_bounded()
    {
        Parses("""{"a":1}""", maxBytes: 6).ShouldBeFalse();
        Parses("""{"a":1}""", maxBytes: 7).ShouldBeTrue();
        Parses("{\"a\":" + new string('[', 32) + new string(']', 32) + "}").ShouldBeFalse();
        Parses("{\"a\":" + new string('[', 31) + new string(']', 31) + "}").ShouldBeTrue();
        Parses(string.Concat(Enumerable.Repeat("{\"a\":", 100_000))).ShouldBeFalse();
    }

    [Fact]
    public void P1_a_hundred_thousand_members_are_read_in_bounded_time()
    {
        var members = Enumerable.Range(0, 100_000).Select(i => $"\"m{(i * 7919L) % 100_003}\":1");
        Parses("{" + string.Join(',', members) + "}", 1 << 24).ShouldBeTrue();
    }
}
