using Shouldly;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.OAuth;

/// <summary>Alone: the framework's proxy is one of the whole process, and every client beside it would go there too.</summary>
[Collection(nameof(Alone))]
public sealed class ClientDocumentProxyTests
{
    private const string Loopback = "http://127.0.0.1:50123/callback";

    [Theory]
    [InlineData(Engine.Sqlite)]
    [InlineData(Engine.Postgres)]
    public async Task S7_proxies_of_the_environment_are_not_used(Engine engine)
    {
        await using var proxy = Receiver.Answering(502);
        await using var host = DocumentHost.Start();
        var before = HttpClient.DefaultProxy;
        try
        {
            HttpClient.DefaultProxy = new System.Net.WebProxy(proxy.Url);
            await using var app = await VidimusApp.Start(DocumentsApp.Of(new(engine), new()));
            const string path = "/client.json";
            host.Serve(host.Document(path));
            (await app.Ask(host.Url(path), Loopback)).ShouldGoOn();
        }
        finally
        {
            HttpClient.DefaultProxy = before;
        }
        proxy.Count.ShouldBe(0);
    }
}
