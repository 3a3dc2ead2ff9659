using Vidimus.Access;
using Vidimus.Platform.Problems;

namespace Vidimus.Server;

/// <summary>The operator's work on the data without serving: rotation, documents, checks.</summary>
internal static class Offline
{
    public static async Task<int> RotateTokenKeys(string[] args, CancellationToken cancellation)
    {
        await using var app = Quiet(args);
        await app.StartAsync(cancellation);
        await app.Services.RotateTokenKeys(cancellation);
        await app.StopAsync(cancellation);
        Console.WriteLine("A new key for access tokens is published; it signs from a minute on, and the old one verifies until its tokens have expired.");
        return 0;
    }

    public static async Task<int> OpenApi(string[] args, CancellationToken cancellation)
    {
        await using var app = Quiet(args);
        Console.WriteLine(await OpenApiDocument.Text(app, cancellation));
        return 0;
    }

    public static int Problems(string[] args)
    {
        using var app = (IDisposable)Quiet(args);
        Console.WriteLine(ProblemPage.Text(((WebApplication)app).Services.GetServices<ProblemCatalogue>()));
        return 0;
    }

    /// <summary>The composed application on no address, for work on its services.</summary>
    private static WebApplication Quiet(string[] args)
    {
        var builder = Composition.Builder(args);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        Composition.Services(builder);
        builder.Logging.ClearProviders();
        var app = builder.Build();
        Composition.Pipeline(app);
        return app;
    }
}
