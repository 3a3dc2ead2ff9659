using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Vidimus.Platform.Outgoing;
using Vidimus.Server;

namespace Vidimus.Testing;

/// <summary>The composition without a running server: what the settings come to.</summary>
public static class Composed
{
    /// <summary>
    /// Every options object of ours as JSON, by type, with these settings; with or without the shipped
    /// <c>appsettings.json</c> below them.
    /// </summary>
    public static IReadOnlyDictionary<string, string> Options(
        bool shippedFile,
        params (string Name, string Value)[] settings
    )
    {
        var builder = Composition.Builder([.. settings.Select(s => $"--{s.Name}={s.Value}")]);
        if (!shippedFile)
        {
            foreach (
                var file in ((IConfigurationBuilder)builder.Configuration)
                    .Sources.OfType<JsonConfigurationSource>()
                    .ToArray()
            )
                ((IConfigurationBuilder)builder.Configuration).Sources.Remove(file);
        }
        Composition.Services(builder);
        return builder
            .Services.Where(s =>
                !s.IsKeyedService
                && s.ImplementationInstance is { } instance
                && instance.GetType().FullName!.StartsWith("Vidimus.", StringComparison.Ordinal)
            )
            .Select(s => s.ImplementationInstance!)
            .Where(i => i.GetType().Name.EndsWith("Options", StringComparison.Ordinal))
            .ToDictionary(
                i => i.GetType().FullName!,
                i => JsonSerializer.Serialize(i, i.GetType())
            );
    }

    /// <summary>Names of the settings that the composition asks for.</summary>
    public static IReadOnlySet<string> SettingsRead()
    {
        var asked = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var builder = Composition.Builder([]);
        ((IConfigurationBuilder)builder.Configuration).Add(new Listening(asked));
        Composition.Services(builder);
        // Those that are checked when they are first used are read then.
        using var services = builder.Services.BuildServiceProvider();
        _ = services.GetRequiredService<IOptions<OutgoingOptions>>().Value;
        return asked;
    }

    /// <summary>Answers nothing and remembers what was asked; as the last source it is asked first.</summary>
    private sealed class Listening(HashSet<string> asked)
        : ConfigurationProvider,
            IConfigurationSource
    {
        public IConfigurationProvider Build(IConfigurationBuilder builder) => this;

        public override bool TryGet(string key, out string? value)
        {
            asked.Add(key);
            value = null;
            return false;
        }
    }
}
