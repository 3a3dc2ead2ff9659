using Shouldly;
using Vidimus.Testing;

namespace Vidimus.Tests.Certification;

/// <summary>The surface as Verdacert's clients use it.</summary>
internal static class Verdacert
{
    public const string Sample =
        """{"sourceLanguage":"fa","useCase":"uscis","pageCount":2,"speedTier":"standard"}""";

    /// <summary>A key of the family that its clients hold.</summary>
    public static Task<Key> VerdacertKey(this Issuer issuer, string mode = "test") =>
        issuer.Mint(
            new
            {
                label = "A tenant",
                mode,
                family = "vc",
            }
        );

    /// <summary>Must be a refusal in the surface's envelope.</summary>
    public static Answer ShouldBeError(
        this Answer answer,
        int status,
        string code,
        string? field = null
    )
    {
        answer.Should(status);
        answer["Content-Type"].ShouldBe("application/json; charset=utf-8");
        answer["x-vc-request-id"].ShouldNotBeNull().ShouldBe(answer["X-Request-Id"]);
        answer.Json.EnumerateObject().Select(m => m.Name).ShouldBe(["error"]);
        var error = answer.Json.GetProperty("error");
        error
            .EnumerateObject()
            .Select(m => m.Name)
            .Where(n => n is not ("retryAfterSeconds" or "field" or "approvalId" or "approvalUrl"))
            .ShouldBe(["code", "message", "recoveryHint", "retryable"]);
        answer.At("error", "code").ShouldBe(code, answer.Text);
        answer.At("error", "message").ShouldNotBeNullOrWhiteSpace();
        answer.At("error", "recoveryHint").ShouldNotBeNull().ShouldNotContain('\n');
        answer.At("error", "field").ShouldBe(field, answer.Text);
        return answer;
    }
}
