using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Vidimus.Platform.Persistence;

/// <summary>A row of one organization. Without a tenant entered, queries over such rows find nothing.</summary>
public interface ITenantRow
{
    /// <summary>The organization that owns the row; leads the primary key.</summary>
    string OrganizationId { get; }
}

/// <summary>A row that lives in one mode; live and test rows never meet in a query.</summary>
public interface IModeRow : ITenantRow
{
    /// <summary><c>live</c> or <c>test</c>.</summary>
    string Mode { get; }
}

/// <summary>One module's tables. Each module registers one; the context is built from all of them.</summary>
public interface IModelPart
{
    /// <summary>Maps the module's rows to tables whose names begin with the module's prefix.</summary>
    void Configure(ModelBuilder model);

    /// <summary>The module's text indexes; migrations make their tables too.</summary>
    IReadOnlyList<TextIndex> TextIndexes => [];
}

/// <summary>
/// The one database context, over rows that stay internal to their modules. It reads; changes go through
/// <see cref="Commits"/>. Tenant rows are filtered by <see cref="Organization"/> and <see cref="Mode"/>.
/// </summary>
public sealed class VidimusDb(DbContextOptions<VidimusDb> options) : DbContext(options)
{
    /// <summary>The organization entered; null means that tenant rows are invisible.</summary>
    public string? Organization { get; private set; }

    /// <summary>The mode entered.</summary>
    public string? Mode { get; private set; }

    /// <summary>From here on this context sees the rows of one organization in one mode.</summary>
    public VidimusDb Enter(string organizationId, string mode)
    {
        Organization = organizationId;
        Mode = mode;
        return this;
    }

    /// <summary>
    /// Rows of every tenant: for public look-ups by an unguessable id, for checking keys and for work of the
    /// installation itself. The filter is left out, not weakened, so that an index on the id alone serves.
    /// </summary>
    public IQueryable<T> Across<T>()
        where T : class, ITenantRow => Set<T>().IgnoreQueryFilters([TenantFilter]);

    /// <summary>Until it is disposed of, every query of this context sees the database as it was at the first: sums and their lines agree.</summary>
    public async Task<IAsyncDisposable> AtOneMoment(CancellationToken cancellation) =>
        await Transactions.BeginRead(this, cancellation);

    /// <summary>Name of the filter that keeps tenants apart.</summary>
    public const string TenantFilter = "tenant";

    internal IEnumerable<TextIndex> TextIndexes =>
        this.GetService<ModelParts>().All.SelectMany(p => p.TextIndexes);

    internal void Leave()
    {
        Organization = null;
        Mode = null;
        ChangeTracker.Clear();
    }

    /// <inheritdoc/>
    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<MillisecondsConverter>();
        configurationBuilder.Properties<string>().AreUnicode();
    }

    /// <inheritdoc/>
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        foreach (var part in this.GetService<ModelParts>().All)
            part.Configure(modelBuilder);
        foreach (var entity in modelBuilder.Model.GetEntityTypes().ToArray())
        {
            if (entity.ClrType.IsAssignableTo(typeof(IModeRow)))
                Filter(modelBuilder, entity.ClrType, withMode: true);
            else if (entity.ClrType.IsAssignableTo(typeof(ITenantRow)))
                Filter(modelBuilder, entity.ClrType, withMode: false);
            foreach (var property in entity.GetProperties())
                property.SetColumnName(Snake(property.Name));
        }
    }

    private static string Snake(string name) =>
        string.Concat(
            name.Select(
                (c, i) =>
                    char.IsUpper(c) && i > 0
                        ? $"_{char.ToLowerInvariant(c)}"
                        : $"{char.ToLowerInvariant(c)}"
            )
        );

    private void Filter(ModelBuilder modelBuilder, Type type, bool withMode)
    {
        var row = Expression.Parameter(type, "row");
        var db = Expression.Constant(this);
        Expression owned = Expression.Equal(
            Expression.Property(row, nameof(ITenantRow.OrganizationId)),
            Expression.Property(db, nameof(Organization))
        );
        if (withMode)
        {
            owned = Expression.AndAlso(
                owned,
                Expression.Equal(
                    Expression.Property(row, nameof(IModeRow.Mode)),
                    Expression.Property(db, nameof(Mode))
                )
            );
        }
        modelBuilder.Entity(type).HasQueryFilter(TenantFilter, Expression.Lambda(owned, row));
    }

    private sealed class MillisecondsConverter()
        : ValueConverter<DateTimeOffset, long>(
            time => time.ToUnixTimeMilliseconds(),
            value => DateTimeOffset.FromUnixTimeMilliseconds(value)
        );
}

/// <summary>All modules' tables, as one service: the context's own services would answer an empty list of parts.</summary>
internal sealed class ModelParts(IEnumerable<IModelPart> parts)
{
    public IEnumerable<IModelPart> All => parts;
}
