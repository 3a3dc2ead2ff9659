using Shouldly;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests;

public sealed class EngineTests
{
    [Fact]
    public void Every_scenario_runs_on_every_engine()
    {
        var types = typeof(EngineTests).Assembly.GetTypes();
        var scenarios = types
            .Where(t => t.IsAbstract && t.IsAssignableTo(typeof(Scenario)))
            .ToArray();
        scenarios.Length.ShouldBeGreaterThan(5);
        foreach (var scenario in scenarios)
            types
                .Where(t => t.BaseType == scenario)
                .Select(t => t.Name)
                .ShouldBe(Engines.All.Select(e => e.ToString()), ignoreOrder: true, scenario.Name);
    }
}
