using MassTransit;
using MassTransit.Configuration;
using MassTransit.Context;
using MassTransit.Saga;

namespace Qujiang.Messaging.Postgres;

internal static class SagaStoreRegistration
{
    public static void AddSagaStore<TSaga>(this ISagaRepositoryRegistrationConfigurator<TSaga> services)
        where TSaga : class, ISaga =>
        services.RegisterSagaRepository<TSaga, UnitOfWork, PlainSagaContextFactory<TSaga>, SagaStore<TSaga>>();

    // MassTransit registers one with every store; ours makes its contexts itself, but this one is what it would make.
    private sealed class PlainSagaContextFactory<TSaga> : ISagaConsumeContextFactory<UnitOfWork, TSaga>
        where TSaga : class, ISaga
    {
        public Task<SagaConsumeContext<TSaga, T>> CreateSagaConsumeContext<T>(
            UnitOfWork context,
            ConsumeContext<T> consumeContext,
            TSaga instance,
            SagaConsumeContextMode mode
        )
            where T : class =>
            Task.FromResult<SagaConsumeContext<TSaga, T>>(new DefaultSagaConsumeContext<TSaga, T>(consumeContext, instance));
    }
}
