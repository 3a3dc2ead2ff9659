using System.Text.Json.Nodes;
using Shouldly;
using Xunit;

namespace Vidimus.Client.Tests.Orders;

/// <summary>The review desk as the contract has it.</summary>
public sealed class Desks
{
    private static readonly string Ord = Samples.Id("ord_");
    private static readonly string Doc = Samples.Id("doc_");

    [Fact]
    public async Task Every_step_names_the_version_and_carries_a_key_by_which_it_is_done_once()
    {
        using var bench = new Bench();
        foreach (var step in new[] { "claim", "release", "submit", "sign-off", "draft", "fail" })
            bench.Server.On($"POST /v1/desk/orders/{Ord}/{step}", Samples.DeskOrder);
        var desk = bench.Client.Desk;

        await desk.Claim(Ord, 7);
        await desk.Release(Ord, 7);
        await desk.Submit(Ord, 7);
        await desk.SignOff(Ord, 7);
        await desk.Draft(Ord, 7);
        await desk.Fail(Ord, 7, "Page two is missing.");

        var sent = bench.Server.Requests.Where(r => r.Path.StartsWith("/v1/desk")).ToArray();
        sent.Length.ShouldBe(6);
        sent.ShouldAllBe(r => r.Header("Idempotency-Key") != null);
        sent.ShouldAllBe(r => (int)JsonNode.Parse(r.Body)!["version"]! == 7);
        ((string)JsonNode.Parse(sent[^1].Body)!["reason"]!).ShouldBe("Page two is missing.");
    }

    [Fact]
    public async Task A_refused_change_tells_the_code_and_what_to_do()
    {
        using var bench = new Bench();
        bench.Server.On($"PUT /v1/desk/orders/{Ord}/text", () => Stub.Error(409, "ORDER_CHANGED"));

        var failure = await Should.ThrowAsync<VidimusPermanentException>(
            bench.Client.Desk.Write(Ord, 7, "A text")
        );

        failure.Code.ShouldBe("ORDER_CHANGED");
        bench.Server.To($"/v1/desk/orders/{Ord}/text").Count().ShouldBe(1);
    }

    [Fact]
    public async Task A_document_is_copied_as_it_is_and_ids_of_other_kinds_are_refused_before_sending()
    {
        using var bench = new Bench();
        bench.Server.On(
            $"GET /v1/desk/orders/{Ord}/documents/{Doc}/content",
            () => Stub.Json("%PDF", 200, "application/pdf")
        );
        using var copy = new MemoryStream();

        await bench.Client.Desk.Content(Ord, Doc, copy);

        copy.ToArray().ShouldBe("%PDF"u8.ToArray());
        await Should.ThrowAsync<ArgumentException>(async () => await bench.Client.Desk.Get(Doc));
        await Should.ThrowAsync<ArgumentException>(async () =>
            await bench.Client.Desk.Content(Ord, "..", copy)
        );
        await Should.ThrowAsync<ArgumentException>(async () =>
            await bench.Client.Reviewers.Get(Ord)
        );
    }
}
