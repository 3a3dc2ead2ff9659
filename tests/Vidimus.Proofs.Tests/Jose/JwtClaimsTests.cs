using System.Text.Json;
using Shouldly;
using Xunit;

namespace Vidimus.Proofs.Tests;

public sealed class JwtClaimsTests
{
    [Theory]
    [InlineData("""{"exp":0}""", "1970-01-01T00:00:00Z")]
    [InlineData("""{"exp":1795636047.5}""", "2026-11-25T19:47:27.5Z")]
    [InlineData("""{"exp":253402300799}""", "9999-12-31T23:59:59Z")]
    public void A_time_is_read(string claims, string expected)
    {
        JwtClaims.TryReadTime(JsonElement.Parse(claims), "exp", out var time).ShouldBeTrue();
        time.ShouldBe(DateTimeOffset.Parse(expected, null));
    }

    [Theory]
    [InlineData("""{"nbf":1}""")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("\"exp\"")]
    public void What_is_not_there_is_no_time_and_no_mistake(string claims)
    {
        JwtClaims.TryReadTime(JsonElement.Parse(claims), "exp", out var time).ShouldBeTrue();
        time.ShouldBeNull();
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("253402300800")]
    [InlineData("1e400")]
    [InlineData("\"1\"")]
    [InlineData("null")]
    [InlineData("[1]")]
    public void What_is_no_time_is_said_to_be_none(string value)
    {
        JwtClaims
            .TryReadTime(JsonElement.Parse($$"""{"exp":{{value}}}"""), "exp", out var time)
            .ShouldBeFalse();
        time.ShouldBeNull();
    }
}
