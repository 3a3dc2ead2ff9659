using System.Text.Json;
using Shouldly;
using Xunit;

namespace Vidimus.Proofs.Tests.Schemas;

public sealed class SchemaFormatTests
{
    [Theory]
    [InlineData("date", "2024-02-29 0000-01-01", "2023-02-29 2026-1-01 2026-01-32 ٢٠٢٦-01-01")]
    [InlineData(
        "time",
        "23:59:60Z 08:30:06.283185+05:30 15:59:60-08:00",
        "24:00:00Z 12:00:00 12:00:60Z 12:00:00.Z 12:00Z"
    )]
    [InlineData(
        "date-time",
        "2026-01-31T14:30:00Z 1998-12-31t15:59:60.123-08:00",
        "2026-01-31 2026-01-31T25:00:00Z 2026-02-30T00:00:00Z"
    )]
    [InlineData("duration", "P3D PT8H P1Y2M3DT4H5M6S P2W", "P PT P1 P1D2H P1Y2W 1D P1D1Y PT1D")]
    [InlineData(
        "email",
        "ada@example.org a.b+c@x ada@[192.0.2.1] ada@[IPv6:2001:db8::1]",
        "ada .a@x.y a.@x.y a@-x.y a@x..y a@b@c"
    )]
    [InlineData(
        "uri",
        "https://example.org/a?b#c urn:x:y mailto:a@b http://[2001:db8::1]:80/",
        "//a /a http://[x]/ http://a:b/ a% a:%zz http://a/{x}"
    )]
    [InlineData(
        "uuid",
        "123e4567-E89B-12d3-a456-426614174000",
        "123e4567e89b12d3a456426614174000 123e4567-e89b-12d3-a456-42661417400g"
    )]
    [InlineData("ipv4", "192.0.2.1 0.0.0.0", "192.0.2 256.0.0.1 01.2.3.4 1.2.3.4.5 1.2.3.")]
    [InlineData(
        "ipv6",
        ":: 2001:db8::1 ::ffff:192.0.2.1 1:2:3:4:5:6:7:8",
        "1::2::3 12345:: ::1% 1:2:3:4:5:6:7 :::"
    )]
    public void Formats_tell_right_from_wrong(string format, string right, string wrong)
    {
        var schema = Compiled.Schema($$"""{"format":"{{format}}"}""");
        bool Fits(string text) =>
            schema.Validate(JsonSerializer.SerializeToElement(text)).Count == 0;
        right.Split(' ').Where(text => !Fits(text)).ShouldBeEmpty();
        wrong.Split(' ').Where(Fits).ShouldBeEmpty();
        Fits("").ShouldBeFalse();
    }

    [Theory]
    [InlineData("\"ada lovely\"@example.org", true)]
    [InlineData("\"a\\\"b\"@example.org", true)]
    [InlineData("\"a\"b\"@example.org", false)]
    [InlineData("\"a\\\"@example.org", false)]
    [InlineData("ada@example.org\n", false)]
    public void Quoted_mailboxes_follow_RFC_5321(string address, bool isAddress) =>
        MailSyntax.IsAddress(address).ShouldBe(isAddress);
}
